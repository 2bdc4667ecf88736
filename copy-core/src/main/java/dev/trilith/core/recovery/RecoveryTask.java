package dev.trilith.core.recovery;

import dev.trilith.core.definition.Finding;
import dev.trilith.core.record.CopyCycleStep;
import dev.trilith.core.step.LegOrder;
import dev.trilith.core.step.LegView;

/** What recovery decided to do next. */
sealed interface RecoveryTask {
    /**
     * Announce an order and send it.
     *
     * @param number the source's number, shown to people
     * @param step the step of Fig. 11 under which it is recorded
     * @param order the order
     * @param reason why
     */
    record Act(int number, CopyCycleStep step, LegOrder order, String reason)
            implements RecoveryTask {}

    /**
     * A copy runs.
     *
     * @param number the step it belongs to
     * @param leg the leg that copies
     * @param reason why it is waited for
     */
    record Await(int number, LegView leg, String reason) implements RecoveryTask {}

    /** Hosts have access. */
    record Presented() implements RecoveryTask {}

    /**
     * Something stands in the way.
     *
     * @param finding what, and the way out
     * @param forGood whether waiting cannot help
     */
    record Blocked(Finding finding, boolean forGood) implements RecoveryTask {}
}
