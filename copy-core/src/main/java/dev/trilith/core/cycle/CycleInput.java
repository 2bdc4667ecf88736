package dev.trilith.core.cycle;

import dev.trilith.core.definition.Finding;
import dev.trilith.core.record.CopyCycleStep;
import dev.trilith.core.record.CopyManagementRecord;
import dev.trilith.core.step.ChainView;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that a decision of the copy cycle is a function of.
 *
 * @param view what the arrays show
 * @param lastStep the step of the newest record, or null; only names what is under way
 * @param freshCycle the number of the pass if its resync was announced and no freeze has used it
 *     yet, else 0
 * @param passDue whether a pass is under way or due
 * @param throughRun whether the next pass begins with step 1105
 * @param voidCut the cut that an array behind the first called void, though the first still holds
 *     hosts for it; 0 if there is none
 * @param resting legs that refused an order a short while ago, with what they said
 */
record CycleInput(
        ChainView view,
        @Nullable CopyCycleStep lastStep,
        long freshCycle,
        boolean passDue,
        boolean throughRun,
        long voidCut,
        Map<String, Finding> resting) {
    CycleInput {
        resting = Map.copyOf(resting);
    }

    static long freshCycle(ChainView view, @Nullable CopyManagementRecord newest) {
        if (newest == null || newest.step() != CopyCycleStep.RESYNC_INTERNAL) {
            return 0;
        }
        long cycle = newest.number().cycle();
        return cycle > view.highestCycle() ? cycle : 0;
    }

    int length() {
        return view.chain().length();
    }
}
