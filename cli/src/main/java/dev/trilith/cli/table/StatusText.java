package dev.trilith.cli.table;

import dev.trilith.cli.cluster.LabStatus;
import dev.trilith.cli.cluster.Protection;
import dev.trilith.operator.api.v1alpha1.ChainSite;
import dev.trilith.operator.api.v1alpha1.ConditionedStatus;
import dev.trilith.operator.api.v1alpha1.DRCycle;
import dev.trilith.operator.api.v1alpha1.DRCycleStatus;
import dev.trilith.operator.api.v1alpha1.LegStatus;
import dev.trilith.operator.api.v1alpha1.PlanStep;
import dev.trilith.operator.api.v1alpha1.Recovery;
import dev.trilith.operator.api.v1alpha1.RecoveryStatus;
import dev.trilith.operator.api.v1alpha1.SiteStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How a lab is, for people. Not safe for use by several threads. */
public final class StatusText {
    private static final String NOTHING = "-";
    private static final String FINISHED = "Finished";

    private final LabStatus status;
    private final List<String> lines = new ArrayList<>();

    private StatusText(LabStatus status) {
        this.status = status;
    }

    /** The whole of it, line by line. */
    public static List<String> lines(LabStatus status) {
        StatusText text = new StatusText(status);
        status.silent().forEach(text.lines::add);
        status.byChain().forEach(text::chain);
        if (text.lines.isEmpty()) {
            text.lines.add("There is no DRCycle.");
        }
        return text.lines;
    }

    private void chain(List<ChainSite> chain, List<DRCycle> cycles) {
        if (!lines.isEmpty()) {
            lines.add("");
        }
        DRCycle any = cycles.getFirst();
        List<String> names =
                cycles.stream().map(c -> c.getMetadata().getName()).distinct().toList();
        lines.add(
                "DRCycle %s: %s, groups %s: %s"
                        .formatted(
                                String.join(" and ", names),
                                chain.stream()
                                        .map(ChainSite::site)
                                        .collect(Collectors.joining(" -> ")),
                                String.join(" ", any.getSpec().groups()),
                                word(LabStatus.protection(cycles))));
        sites(chain, cycles);
        cycles.stream()
                .filter(LabStatus::active)
                .max(Comparator.comparing(StatusText::begun))
                .ifPresent(this::active);
        for (DRCycle cycle : cycles) {
            for (String type : List.of("Ready", "Protected", "Recoverable", "Fenced")) {
                String namespace = cycle.getMetadata().getNamespace();
                String name = names.size() > 1 ? "/" + cycle.getMetadata().getName() : "";
                claim(namespace + name, cycle.getStatus(), type);
            }
        }
        status.recoveries().stream()
                .filter(recovery -> recovery.getSpec().chain().equals(chain))
                .forEach(this::recovery);
    }

    private void sites(List<ChainSite> chain, List<DRCycle> cycles) {
        TextTable table =
                new TextTable("SITE", "NAMESPACE", "ROLE", "ARRAY", "STATE", "HOLDS", "CUT");
        for (ChainSite site : chain) {
            Optional<DRCycle> own =
                    cycles.stream()
                            .filter(c -> site.namespace().equals(c.getMetadata().getNamespace()))
                            .findFirst();
            Optional<SiteStatus> image = image(site, own, cycles);
            table.row(
                    site.site(),
                    site.namespace(),
                    own.map(c -> LabStatus.active(c) ? "Active" : "Standby").orElse(NOTHING),
                    site.subsystemRef(),
                    status.array(site)
                            .map(a ->
                                    LabStatus.condition(a.getStatus(), "Ready")
                                            .map(c ->
                                                    c.status().equals("True")
                                                            ? "Ready"
                                                            : c.reason())
                                            .orElse("Unknown"))
                            .orElse("gone"),
                    image.map(SiteStatus::recoveryPoint).orElse(NOTHING),
                    image.map(StatusText::cut).orElse(NOTHING));
        }
        lines.addAll(table.lines());
    }

    /**
     * The site that steers the cycle knows what every site holds when a pass has ended; what a site
     * would fall back on at this very moment counts where nobody steers any more, but for the sites
     * of a recovery that has ended: they hold what was recovered, and foresee nothing any more.
     */
    private Optional<SiteStatus> image(
            ChainSite site, Optional<DRCycle> own, List<DRCycle> cycles) {
        Optional<SiteStatus> recovered = recovered(site, cycles);
        if (recovered.isPresent()) {
            return recovered;
        }
        if (gone(site)) {
            return Optional.empty();
        }
        List<DRCycle> asked = new ArrayList<>(cycles.stream().filter(LabStatus::active).toList());
        own.ifPresent(asked::add);
        asked.addAll(cycles);
        return asked.stream()
                .map(DRCycle::getStatus)
                .filter(Objects::nonNull)
                .map(DRCycleStatus::sites)
                .filter(Objects::nonNull)
                .flatMap(List::stream)
                .filter(image -> image.site().equals(site.site()))
                .findFirst();
    }

    /** Whether the site has no array any more, while others have: what was said of it is over. */
    private boolean gone(ChainSite site) {
        return status.silent().isEmpty()
                && !status.subsystems().isEmpty()
                && status.array(site).isEmpty();
    }

    /**
     * What the newest recovery left at the site, unless a cycle has steered since: the image that
     * hosts were given, or was carried on from here.
     */
    private Optional<SiteStatus> recovered(ChainSite site, List<DRCycle> cycles) {
        long steered =
                cycles.stream()
                        .filter(LabStatus::active)
                        .map(DRCycle::getStatus)
                        .filter(Objects::nonNull)
                        .map(DRCycleStatus::term)
                        .filter(Objects::nonNull)
                        .mapToLong(Long::longValue)
                        .max()
                        .orElse(0);
        return status.recoveries().stream()
                .filter(r -> r.getSpec().chain().equals(cycles.getFirst().getSpec().chain()))
                .filter(r -> r.getStatus() != null && FINISHED.equals(r.getStatus().phase()))
                .filter(r -> term(r) > steered)
                .max(Comparator.comparingLong(StatusText::term))
                .filter(r -> r.getSpec().site().equals(site.site()) || carriedOnFrom(site, r))
                .map(Recovery::getStatus)
                .map(RecoveryStatus::recoveryPoint)
                .map(point ->
                        new SiteStatus(
                                site.site(),
                                point.image(),
                                point.cycle(),
                                point.consistencyTime()));
    }

    private static long term(Recovery recovery) {
        return Objects.requireNonNullElse(recovery.getStatus().term(), 0L);
    }

    /** A site that was lost meanwhile holds nothing, whatever was carried on from it. */
    private boolean carriedOnFrom(ChainSite site, Recovery recovery) {
        List<PlanStep> plan = recovery.getStatus().plan();
        String onward = "RESYNC H" + (recovery.getSpec().chain().indexOf(site) + 1);
        return status.array(site).isPresent()
                && plan != null
                && plan.stream()
                        .anyMatch(s -> s.state().equals("Done") && s.action().equals(onward));
    }

    private static String cut(SiteStatus image) {
        return image.cycle() == null
                ? NOTHING
                : image.cycle() + " of " + Objects.requireNonNullElse(image.consistencyTime(), "?");
    }

    /** Of two that would steer one group only one ever begins. */
    private static boolean begun(DRCycle cycle) {
        return cycle.getStatus() != null && cycle.getStatus().cycle() != null;
    }

    private void active(DRCycle cycle) {
        DRCycleStatus seen = cycle.getStatus();
        if (seen == null || seen.cycle() == null) {
            lines.add("Cycle     has not begun");
            return;
        }
        lines.add(
                "Cycle     %d, step %s %s since %s, term %s%s"
                        .formatted(
                                seen.cycle(),
                                seen.step(),
                                seen.phase(),
                                seen.since(),
                                seen.term(),
                                Boolean.TRUE.equals(cycle.getSpec().paused()) ? ", paused" : ""));
        legs(seen.legs());
    }

    private void legs(@Nullable List<LegStatus> legs) {
        if (legs != null && !legs.isEmpty()) {
            lines.add(
                    "Legs      "
                            + legs.stream()
                                    .map(leg ->
                                            leg.id()
                                                    + " "
                                                    + leg.state()
                                                    + (Boolean.TRUE.equals(leg.lost())
                                                            ? " (lost)"
                                                            : ""))
                                    .collect(Collectors.joining(", ")));
        }
    }

    private void claim(String where, @Nullable ConditionedStatus said, String type) {
        LabStatus.condition(said, type)
                .filter(c -> !type.equals("Fenced") || c.status().equals("True"))
                .ifPresent(c ->
                        lines.add(
                                "%-11s %-7s %s: %s: %s"
                                        .formatted(
                                                type, c.status(), where, c.reason(), c.message())));
    }

    private void recovery(Recovery recovery) {
        RecoveryStatus seen = recovery.getStatus();
        lines.add(
                "Recovery  %s/%s at %s after the loss of %s: %s"
                        .formatted(
                                recovery.getMetadata().getNamespace(),
                                recovery.getMetadata().getName(),
                                recovery.getSpec().site(),
                                recovery.getSpec().lostSite(),
                                seen == null || seen.phase() == null ? "Pending" : seen.phase()));
        if (seen == null) {
            return;
        }
        List<PlanStep> plan = seen.plan();
        if (plan != null) {
            for (PlanStep step : plan) {
                lines.add(
                        "  %-7s %d %s: %s"
                                .formatted(
                                        step.state(), step.step(), step.action(), step.reason()));
            }
        }
        if (seen.recoveryPoint() != null) {
            String instant = seen.recoveryPoint().consistencyTime();
            lines.add(
                    "  recovery point "
                            + seen.recoveryPoint().image()
                            + (instant == null ? "" : " of " + instant));
        }
        List<String> mayBeLost = seen.mayBeLost();
        if (mayBeLost != null) {
            mayBeLost.forEach(finding -> lines.add("  may be lost: " + finding));
        }
        if (seen.outcome() != null) {
            lines.add("  " + seen.outcome());
        } else {
            claim(recovery.getMetadata().getNamespace(), seen, "Ready");
        }
    }

    private static String word(Protection protection) {
        return switch (protection) {
            case PROTECTED -> "protected";
            case NOT_PROTECTED -> "NOT protected";
            case UNKNOWN -> "not known whether it is protected";
        };
    }
}
