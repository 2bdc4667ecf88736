package dev.trilith.operator.status;

import dev.trilith.core.array.Cut;
import dev.trilith.core.array.ImageLabel;
import dev.trilith.core.cycle.CycleProgress;
import dev.trilith.core.definition.Finding;
import dev.trilith.core.record.CopyCycleStep;
import dev.trilith.core.record.CopyWord;
import dev.trilith.core.record.Phase;
import dev.trilith.core.step.StepResult;
import dev.trilith.operator.api.v1alpha1.ChainSite;
import dev.trilith.operator.api.v1alpha1.DRCycle;
import dev.trilith.operator.api.v1alpha1.DRCycleStatus;
import dev.trilith.operator.api.v1alpha1.LegStatus;
import dev.trilith.operator.api.v1alpha1.SiteStatus;
import dev.trilith.operator.api.v1alpha1.StatusCondition;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Shows how far an active cycle is: one write at each pass's end, and one on the way when a
 * condition changes or the transfer takes long. With the Standby's own write that makes two for a
 * pass in which all goes well. A cycle that is being paused is told from one that is at rest. Not
 * thread-safe: one object for each cycle, used by its program's thread.
 */
public final class CycleReporter {
    /** A transfer that lasts longer than this is worth a write of its own. */
    private static final Duration LONG = Duration.ofSeconds(5);

    private final StatusDoor<DRCycle, DRCycleStatus> door;
    private final EventSender events;
    private final InstantSource clock;
    private String shown = "";
    private long cycleShown = -1;
    private int writesOfCycle;
    private long passesSeen;
    private boolean endToShow;
    private @Nullable Long generationShown;
    private StepResult.@Nullable State lastState;

    /**
     * @param door the way to the status
     * @param events for surprises
     * @param clock tells how long a transfer has lasted
     */
    public CycleReporter(
            StatusDoor<DRCycle, DRCycleStatus> door, EventSender events, InstantSource clock) {
        this.door = door;
        this.events = events;
        this.clock = clock;
    }

    /** Shows what is worth showing of {@code progress}. */
    public void report(DRCycle resource, CycleProgress progress) {
        if (progress.term() == 0 && !stands(progress)) {
            return; // a program that has just begun does not know yet what the status may know
        }
        Verdict verdict = withClocks(resource, progress, verdict(resource, progress));
        String now = verdict.standing() + verdict.reason() + essence(verdict);
        tellTurningPoints(resource, progress, verdict);
        Long generation = resource.getMetadata().getGeneration();
        if (progress.cycle() != cycleShown || !Objects.equals(generation, generationShown)) {
            writesOfCycle = 0;
        }
        boolean idle = progress.state() == StepResult.State.IDLE;
        boolean nextPass = progress.cycle() != cycleShown;
        boolean changed = !now.equals(shown);
        // Whoever changed the spec waits for an answer, whatever else there is to show later.
        boolean asked = generationShown != null && !generationShown.equals(generation);
        boolean onTheWay =
                !endToShow && writesOfCycle == 0 && (changed || idle || isLong(progress));
        boolean end = (endToShow && (idle || nextPass)) || (idle && behind(resource, progress));
        boolean ends = progress.completedPasses() != passesSeen;
        boolean settled = stands(progress) || idle || hasLasted(progress);
        if (end || onTheWay || asked || (changed && settled)) {
            writesOfCycle += write(resource, verdict, progress) ? 1 : 0;
            shown = now;
            endToShow = false;
            ends &= !idle; // at rest it is the end that was shown
        }
        endToShow |= ends;
        passesSeen = progress.completedPasses();
        cycleShown = progress.cycle();
        generationShown = generation;
    }

    /**
     * Whether the status tells of an earlier record. A program that was started anew in the midst
     * of a pass does not count that pass when it closes it.
     */
    private boolean behind(DRCycle resource, CycleProgress progress) {
        DRCycleStatus before = door.current(resource);
        return before == null || !Objects.equals(before.sequence(), progress.sequence());
    }

    private boolean isLong(CycleProgress progress) {
        return progress.step() == CopyCycleStep.RUN_ONWARD && hasLasted(progress);
    }

    private boolean hasLasted(CycleProgress progress) {
        return progress.since().plus(LONG).isBefore(clock.instant());
    }

    private static boolean stands(CycleProgress progress) {
        return switch (progress.state()) {
            case DEGRADED, FENCED, STOPPED -> true;
            case BUSY, WAITING, IDLE, FINISHED -> false;
        };
    }

    private static String essence(Verdict verdict) {
        StringBuilder essence = new StringBuilder();
        for (Verdict.Claim claim : verdict.claims()) {
            if (!claim.type().equals("RecordsInAgreement")) {
                essence.append(claim.type()).append(claim.holds()).append(claim.reason());
            }
        }
        return essence.toString();
    }

    private void tellTurningPoints(DRCycle resource, CycleProgress progress, Verdict verdict) {
        StepResult.State state = progress.state();
        StepResult.State before = lastState;
        lastState = state;
        if (state == before) {
            return;
        }
        switch (state) {
            case DEGRADED -> events.send(resource, EventReason.CYCLE_DEGRADED, verdict.message());
            case FENCED -> events.send(resource, EventReason.CYCLE_FENCED, verdict.message());
            case STOPPED -> events.send(resource, EventReason.CYCLE_STOPPED, verdict.message());
            case BUSY, WAITING, IDLE, FINISHED -> {
                if (before == StepResult.State.DEGRADED) {
                    events.send(resource, EventReason.CYCLE_RESUMED, verdict.message());
                }
            }
        }
    }

    private boolean write(DRCycle resource, Verdict verdict, CycleProgress progress) {
        DRCycleStatus before = door.current(resource);
        return door.report(
                resource, verdict, conditions -> status(resource, progress, before, conditions));
    }

    private static DRCycleStatus status(
            DRCycle resource,
            CycleProgress progress,
            @Nullable DRCycleStatus before,
            List<StatusCondition> conditions) {
        CopyCycleStep step = progress.step();
        return new DRCycleStatus(
                resource.getMetadata().getGeneration(),
                DRCycleStatus.Role.ACTIVE,
                progress.term(),
                progress.cycle(),
                progress.sequence(),
                step == null ? null : Integer.valueOf(step.number()),
                progress.phase() == null ? null : progress.phase().name(),
                since(progress, before),
                progress.legs().stream()
                        .map(l -> new LegStatus(l.id(), l.word().name(), l.lost() ? true : null))
                        .toList(),
                resource.getSpec().chain().stream().map(s -> site(s, progress)).toList(),
                progress.runToken().isEmpty() ? null : progress.runToken(),
                before == null ? null : before.namespaces(),
                null,
                conditions);
    }

    /** A program that was started anew does not know since when it stands where it stands. */
    private static String since(CycleProgress progress, @Nullable DRCycleStatus before) {
        boolean sameRecord =
                before != null
                        && Objects.equals(before.term(), progress.term())
                        && Objects.equals(before.cycle(), progress.cycle())
                        && Objects.equals(before.sequence(), progress.sequence());
        String known = before != null && sameRecord ? before.since() : null;
        return known == null ? text(progress.since()) : known;
    }

    private static SiteStatus site(ChainSite site, CycleProgress progress) {
        ImageLabel image =
                progress.recoveryPoints().getOrDefault(site.site(), ImageLabel.INCOMPLETE);
        Cut cut = progress.lastCuts().get(site.site());
        return new SiteStatus(
                site.site(),
                image.toString(),
                cut == null ? null : Long.valueOf(cut.cycle()),
                cut == null ? null : text(cut.consistencyTime()));
    }

    private static Verdict verdict(DRCycle resource, CycleProgress progress) {
        return withClaims(resource, progress, standing(resource, progress));
    }

    private static Verdict standing(DRCycle resource, CycleProgress progress) {
        Finding fencedBy = progress.fencedBy();
        Finding degraded = progress.degraded();
        if (fencedBy != null) {
            return Verdict.stalled(fencedBy);
        }
        if (progress.state() == StepResult.State.STOPPED) {
            return Verdict.stalled(
                    degraded != null ? degraded : first(progress, "Stopped", "see findings"));
        }
        if (degraded != null) {
            return Verdict.progressing(degraded);
        }
        boolean whole = everyBackupSiteIsWhole(resource, progress);
        if (paused(resource) && atRest(progress)) {
            return Verdict.ready(
                    "Paused",
                    "no pass starts until paused is taken back"
                            + (whole ? "" : "; not every site is whole yet"));
        }
        if (!whole) {
            return Verdict.progressing(
                    "InitialCopy", "the first copies are under way: not every site is whole yet");
        }
        return !paused(resource)
                ? Verdict.ready("Cycling", "every site holds a whole image")
                : Verdict.ready(
                        "Pausing",
                        "what is under way is finished first, and no pass starts after it");
    }

    /** Between passes, or come to rest within one. */
    private static boolean atRest(CycleProgress progress) {
        return progress.state() == StepResult.State.IDLE
                || (progress.step() == CopyCycleStep.SUSPEND_ONWARD
                        && progress.phase() == Phase.DONE
                        && mirrored(progress));
    }

    private static boolean paused(DRCycle resource) {
        return Boolean.TRUE.equals(resource.getSpec().paused());
    }

    private static Finding first(CycleProgress progress, String reason, String message) {
        return progress.findings().stream().findFirst().orElse(new Finding(reason, message));
    }

    private static Verdict withClaims(DRCycle resource, CycleProgress progress, Verdict verdict) {
        boolean whole = everyBackupSiteIsWhole(resource, progress);
        boolean running = progress.degraded() == null && progress.fencedBy() == null;
        List<ChainSite> chain = resource.getSpec().chain();
        String last = chain.get(chain.size() - 1).site();
        boolean recoverable = whole(progress, last);
        boolean mirrored = mirrored(progress);
        Finding fencedBy = progress.fencedBy();
        String reason =
                whole && running && mirrored
                        ? "AllSitesWhole"
                        : !whole ? "SiteNotWhole" : running ? "MirrorStopped" : "CycleStands";
        return verdict.with(
                        "Protected",
                        whole && running && mirrored,
                        reason,
                        switch (reason) {
                            case "AllSitesWhole" ->
                                    "every site behind the first holds a whole image";
                            case "MirrorStopped" ->
                                    "what is written now goes to "
                                            + chain.getFirst().site()
                                            + " alone: a loss now loses it";
                            default -> "a loss now may lose more than the last pass";
                        })
                .with(
                        "Recoverable",
                        recoverable,
                        recoverable ? "ImageWhole" : "NoImage",
                        recoverable
                                ? "site " + last + " holds a whole image"
                                : "site " + last + " holds no whole image yet")
                .with(
                        "Fenced",
                        fencedBy != null,
                        fencedBy == null ? "NotFenced" : fencedBy.reason(),
                        fencedBy == null ? "nobody has taken over" : fencedBy.message())
                .with(
                        "RecordsInAgreement",
                        progress.recordsInAgreement(),
                        progress.recordsInAgreement() ? "SameEverywhere" : "RecordsDiffer",
                        progress.recordsInAgreement()
                                ? "every management volume holds the newest record"
                                : "not every management volume holds the newest record");
    }

    private Verdict withClocks(DRCycle resource, CycleProgress progress, Verdict verdict) {
        Optional<Finding> clocks =
                progress.findings().stream()
                        .filter(finding -> finding.reason().equals("ClocksDisagree"))
                        .findFirst();
        if (clocks.isEmpty() && !progress.clocksCompared()) {
            clocks = clocksBefore(resource); // not by this program: what was said stands
        }
        return verdict.with(
                "ClocksAgree",
                clocks.isEmpty(),
                clocks.map(Finding::reason).orElse("SameTime"),
                clocks.map(Finding::message)
                        .orElse("the cutting array and this program know the same time"));
    }

    private Optional<Finding> clocksBefore(DRCycle resource) {
        DRCycleStatus before = door.current(resource);
        return before == null || before.conditions() == null
                ? Optional.empty()
                : before.conditions().stream()
                        .filter(c -> c.type().equals("ClocksAgree") && c.status().equals("False"))
                        .map(c -> new Finding(c.reason(), c.message()))
                        .findFirst();
    }

    private static boolean everyBackupSiteIsWhole(DRCycle resource, CycleProgress progress) {
        return resource.getSpec().chain().stream()
                .skip(1)
                .allMatch(site -> whole(progress, site.site()));
    }

    /** Holds an image now: one that a site had, and has lost with its disk, counts no more. */
    private static boolean whole(CycleProgress progress, String site) {
        return progress.lastCuts().containsKey(site)
                && progress.recoveryPoints().getOrDefault(site, ImageLabel.INCOMPLETE).complete();
    }

    /** The copy from the first site to the second runs, so that writes go to both. */
    private static boolean mirrored(CycleProgress progress) {
        return progress.legs().stream().limit(1).noneMatch(leg -> leg.word() == CopyWord.SUSPENDED);
    }

    private static String text(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
