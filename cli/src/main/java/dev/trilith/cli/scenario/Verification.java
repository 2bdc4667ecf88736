package dev.trilith.cli.scenario;

import dev.trilith.cli.lab.LabSites;
import dev.trilith.cli.report.LabReport.Check;
import dev.trilith.cli.stamp.StampVerdict;
import dev.trilith.contract.CutDocument;
import dev.trilith.core.record.CopyCycleStep;
import dev.trilith.operator.api.v1alpha1.FreezeSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Judges a recovered image by what was promised, not by what the recovery says of itself. Not safe
 * for use by several threads.
 */
final class Verification {
    private final RunOptions options;
    private final LabSites lab;
    private final List<Check> checks = new ArrayList<>();

    Verification(RunOptions options, LabSites lab) {
        this.options = options;
        this.lab = lab;
    }

    /** The checks made so far. */
    List<Check> checks() {
        return List.copyOf(checks);
    }

    /** Whether all of them held. */
    boolean ok() {
        return checks.stream().allMatch(Check::ok);
    }

    /** Adds a check. */
    void check(String name, boolean ok, String detail) {
        checks.add(new Check(name, ok, detail));
    }

    /** The first file must be there whatever was lost: it is in every cut since the first cycle. */
    void firstFile(String written, String recovered) {
        check(
                "first file",
                written.equals(recovered),
                written.equals(recovered)
                        ? "SHA-256 " + recovered
                        : "wrote SHA-256 " + written + ", read back " + recovered);
    }

    /** The second file must be there if the guarantee covers it. */
    void secondFile(String written, String recovered, boolean mustSurvive) {
        boolean same = written.equals(recovered);
        String place = same ? "there, SHA-256 " + recovered : "not there";
        check(
                "second file",
                same || !mustSurvive,
                mustSurvive
                        ? place
                        : place + "; it was written after the newest cut that had to survive");
    }

    /** What is missing must have been announced by the recovery. */
    void saidSo(StampVerdict stamps, @Nullable List<String> mayBeLost) {
        boolean said = mayBeLost != null && !mayBeLost.isEmpty();
        check(
                "nothing is missing without a word",
                said || stamps.lostAcknowledged() == 0,
                said
                        ? "R121 says: " + String.join("; ", mayBeLost)
                        : "R121 says nothing of missing writes");
    }

    /** The stamps over all volumes must be one prefix, and as long as was promised. */
    void stamps(RecoveredImage image) {
        var verdict = image.stamps();
        check(
                "stamps are one prefix",
                verdict.prefix(),
                verdict.prefix()
                        ? verdict.recovered() + " of " + verdict.written() + " writes, in order"
                        : String.join("; ", verdict.faults()));
        if (options.scenario() != Scenario.PRODUCTION_LOSS) {
            return;
        }
        boolean mayLose = inGoWindow();
        check(
                "acknowledged writes lost",
                verdict.lostAcknowledged() == 0 || mayLose,
                verdict.lostAcknowledged()
                        + (mayLose
                                ? ": with --freeze go, writes since the cut may be lost until 2b has"
                                        + " caught up"
                                : ""));
    }

    /** A cut's image must hold the writes before the cut and none after it. */
    void wholeCut(CutDocument recovered, Optional<CutWindow> window, RecoveredImage image) {
        if (recovered.still() != 0) {
            return;
        }
        long count = image.stamps().recovered();
        check(
                "image is one whole cut",
                window.isPresent() && window.get().fits(count),
                window.map(seen ->
                                "cut %d holds %d writes; the freeze fell between %d and %d"
                                        .formatted(
                                                recovered.cycle(),
                                                count,
                                                seen.acknowledgedBefore(),
                                                seen.writtenAfter()))
                        .orElse("cut " + recovered.cycle() + " was never seen to be made"));
    }

    /** Remote must not fall back behind the newest cut that it held whole at the loss. */
    void notOlder(Optional<CutDocument> heldAtLoss, Optional<CutDocument> recovered) {
        boolean ok =
                heldAtLoss.isPresent()
                        && recovered.isPresent()
                        && !Image.isNewer(heldAtLoss.get(), recovered.get());
        check(
                "not older than what remote held",
                ok,
                "held " + word(heldAtLoss) + " at the loss, recovered " + word(recovered));
    }

    /**
     * Whether the disaster struck where {@code go} may lose acknowledged writes. Seen from outside
     * nobody knows in which step it took effect.
     */
    boolean inGoWindow() {
        return lab.form().freeze() == FreezeSpec.Mode.GO
                && (!lab.embedded()
                        || options.at() == CopyCycleStep.FREEZE
                        || options.at() == CopyCycleStep.SPLIT
                        || options.at() == CopyCycleStep.RESUME);
    }

    private static String word(Optional<CutDocument> cut) {
        return cut.map(value ->
                        "cut " + value.cycle() + (value.still() == 0 ? "" : "." + value.still()))
                .orElse("no whole cut");
    }
}
