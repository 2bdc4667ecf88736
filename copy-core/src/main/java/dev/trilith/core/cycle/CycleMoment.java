package dev.trilith.core.cycle;

import dev.trilith.core.record.CopyCycleStep;
import dev.trilith.core.record.LegRecord;
import dev.trilith.core.step.Boundary;
import java.util.List;

/**
 * A boundary that the copy cycle has just reached.
 *
 * @param step the step
 * @param boundary the instant within the step
 * @param term the program's term
 * @param cycle the pass
 * @param sequence number of the newest record that is on every management volume
 * @param legs the state of every leg as that record has it; empty before the first record
 */
public record CycleMoment(
        CopyCycleStep step,
        Boundary boundary,
        long term,
        long cycle,
        long sequence,
        List<LegRecord> legs) {
    public CycleMoment {
        legs = List.copyOf(legs);
    }
}
