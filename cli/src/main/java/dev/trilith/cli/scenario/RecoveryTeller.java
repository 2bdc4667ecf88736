package dev.trilith.cli.scenario;

import dev.trilith.operator.api.v1alpha1.DRCycle;
import dev.trilith.operator.api.v1alpha1.DRCycleStatus;
import dev.trilith.operator.api.v1alpha1.PlanStep;
import dev.trilith.operator.api.v1alpha1.Recovery;
import dev.trilith.operator.api.v1alpha1.RecoveryStatus;
import dev.trilith.operator.api.v1alpha1.StatusCondition;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Says once of each thing that the resources at the last site show after a loss: why no recovery
 * has begun, and each step of the one that has. Used by one thread.
 */
final class RecoveryTeller {
    private final Consumer<String> notes;
    private String last = "nothing is known of it yet";
    private int stepsTold;

    RecoveryTeller(Consumer<String> notes) {
        this.notes = notes;
    }

    /** What was said last. */
    String last() {
        return last;
    }

    /** Says what is new. */
    void look(Optional<Recovery> recovery, Optional<DRCycle> standby) {
        if (recovery.isEmpty()) {
            standby.map(DRCycle::getStatus)
                    .map(DRCycleStatus::conditions)
                    .ifPresent(this::tellReady);
            return;
        }
        RecoveryStatus status = recovery.get().getStatus();
        if (status == null) {
            return;
        }
        List<PlanStep> plan = status.plan();
        if (plan != null) {
            List<PlanStep> done = plan.stream().filter(s -> s.state().equals("Done")).toList();
            for (PlanStep step : done.subList(Math.min(stepsTold, done.size()), done.size())) {
                notes.accept("R121 " + step.step() + "  " + step.action());
                stepsTold++;
            }
        }
        List<StatusCondition> conditions = status.conditions();
        if (conditions != null) {
            tellReady(conditions);
        }
    }

    private void tellReady(List<StatusCondition> conditions) {
        for (StatusCondition condition : conditions) {
            String sentence = condition.reason() + ": " + condition.message();
            if (condition.type().equals("Ready") && !sentence.equals(last)) {
                last = sentence;
                notes.accept(sentence);
            }
        }
    }
}
