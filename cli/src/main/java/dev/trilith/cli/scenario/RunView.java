package dev.trilith.cli.scenario;

import dev.trilith.core.cycle.CycleMoment;
import dev.trilith.core.recovery.RecoveryMoment;

/** Shows a person how a run goes. Must be safe for use by many threads and must not throw. */
public interface RunView {
    /** A stage of the run begins. */
    void stage(String sentence);

    /** Something worth a line happened. */
    void note(String sentence);

    /** The copy cycle reached a boundary. */
    void cycle(CycleMoment moment);

    /** The recovery reached a boundary. */
    void recovery(RecoveryMoment moment);

    /** How much was written so far, for a line that is overwritten. */
    void load(long written, long acknowledged);
}
