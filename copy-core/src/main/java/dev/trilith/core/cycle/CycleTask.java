package dev.trilith.core.cycle;

import dev.trilith.core.definition.Finding;
import dev.trilith.core.record.CopyCycleStep;
import dev.trilith.core.step.LegOrder;
import java.util.List;

/** What the copy cycle decided to do next. */
sealed interface CycleTask {
    /**
     * Announce a step and order it.
     *
     * @param step the step
     * @param orders in this order; may be empty if the arrays are there already
     */
    record Act(CopyCycleStep step, List<LegOrder> orders) implements CycleTask {
        public Act {
            orders = List.copyOf(orders);
        }
    }

    /**
     * A copy runs.
     *
     * @param step the step it belongs to
     * @param what what is waited for, in words
     */
    record Await(CopyCycleStep step, String what) implements CycleTask {}

    /**
     * Nothing is under way and nothing is due.
     *
     * @param why in words
     */
    record Rest(String why) implements CycleTask {}

    /**
     * Something stands in the way.
     *
     * @param finding what, and the way out
     */
    record Blocked(Finding finding) implements CycleTask {}

    /**
     * Something stands in the way that only a person can clear.
     *
     * @param finding what, and the way out
     */
    record Stopped(Finding finding) implements CycleTask {}
}
