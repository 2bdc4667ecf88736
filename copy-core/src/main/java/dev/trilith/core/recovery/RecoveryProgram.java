package dev.trilith.core.recovery;

import dev.trilith.core.definition.ArrayDirectory;
import dev.trilith.core.definition.CopyChain;
import dev.trilith.core.step.StepResult;
import java.time.InstantSource;
import java.util.Map;

/** Program R121. */
public final class RecoveryProgram {
    private Map<String, LossEvidence> evidence;

    /**
     * @param chain the chain, from the newest surviving record
     * @param evidence what is known of each site, by site name; absent means ANSWERS
     */
    public RecoveryProgram(
            CopyChain chain,
            Map<String, LossEvidence> evidence,
            ArrayDirectory directory,
            InstantSource clock,
            String owner,
            RecoveryObserver observer) {
        this.evidence = Map.copyOf(evidence);
    }

    /** What would be done if it were started now; asks the arrays, changes nothing. */
    public static RecoveryPlan dryRun(
            CopyChain chain, Map<String, LossEvidence> evidence, ArrayDirectory directory) {
        if (evidence.isEmpty()) {
            throw new IllegalStateException("not yet");
        }
        throw new UnsupportedOperationException(evidence.toString());
    }

    /** Does one word of work. Never blocks waiting for a copy. */
    public StepResult step() {
        if (evidence.isEmpty()) {
            throw new IllegalStateException("not yet");
        }
        throw new UnsupportedOperationException(evidence.toString());
    }

    /** Changes what is known of the sites; takes effect at the next word. */
    public void evidence(Map<String, LossEvidence> newEvidence) {
        evidence = Map.copyOf(newEvidence);
    }

    /** How far the recovery is. */
    public RecoveryProgress progress() {
        if (evidence.isEmpty()) {
            throw new IllegalStateException("not yet");
        }
        throw new UnsupportedOperationException(evidence.toString());
    }
}
