package dev.trilith.core.cycle;

import dev.trilith.core.array.Cut;
import dev.trilith.core.array.ImageLabel;
import dev.trilith.core.definition.Finding;
import dev.trilith.core.record.CopyCycleStep;
import dev.trilith.core.record.LegRecord;
import dev.trilith.core.record.Phase;
import dev.trilith.core.step.StepResult;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far the copy cycle is. Immutable.
 *
 * @param state how the program stands
 * @param term its fencing number; 0 before it has one
 * @param cycle the pass under way or last finished
 * @param sequence number of the newest record
 * @param step the step under way or last closed; null before the first record
 * @param phase whether it is under way
 * @param since when step and phase were reached
 * @param legs the state of every leg
 * @param degraded why the program does not go on, or null
 * @param fencedBy who took over, or null
 * @param lastCuts for each site (by name) the newest cut of which it holds a whole still image
 * @param recoveryPoints for each site (by name) the newest image that it holds: {@code LIVE}, a
 *     cut, or {@code INCOMPLETE} if none
 * @param recordsInAgreement whether every management volume holds the newest record
 * @param findings everything a person should know now, for example {@code CutVoid}
 * @param runToken the last run-now token that was carried out
 * @param clocksCompared whether this program has compared its clock with the cutting array's
 * @param completedPasses passes completed by this program since it was started
 * @param nextPassAt when the next pass is due, or null while paused or under way
 */
public record CycleProgress(
        StepResult.State state,
        long term,
        long cycle,
        long sequence,
        @Nullable CopyCycleStep step,
        @Nullable Phase phase,
        Instant since,
        List<LegRecord> legs,
        @Nullable Finding degraded,
        @Nullable Finding fencedBy,
        Map<String, Cut> lastCuts,
        Map<String, ImageLabel> recoveryPoints,
        boolean recordsInAgreement,
        List<Finding> findings,
        String runToken,
        boolean clocksCompared,
        long completedPasses,
        @Nullable Instant nextPassAt) {
    public CycleProgress {
        legs = List.copyOf(legs);
        lastCuts = Map.copyOf(lastCuts);
        recoveryPoints = Map.copyOf(recoveryPoints);
        findings = List.copyOf(findings);
    }
}
