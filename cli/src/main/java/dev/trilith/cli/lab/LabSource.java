package dev.trilith.cli.lab;

import dev.trilith.cli.fault.CliFailure;
import dev.trilith.core.cycle.CycleObserver;
import dev.trilith.core.recovery.RecoveryObserver;

/** Where a rehearsal gets its sites from. */
public interface LabSource {
    /** Where that is, for people. */
    String words();

    /**
     * What its volumes are like.
     *
     * @throws CliFailure if there is no lab to be used
     */
    LabForm form();

    /**
     * Makes the sites or finds them; returns before they are ready.
     *
     * @param log is told what happens
     * @param cycles is told of each step of the copy cycle, if the lab is embedded
     * @param recoveries is told of each step of a recovery, if the lab is embedded
     * @throws CliFailure if there is no lab to be used
     */
    LabSites open(LabLog log, CycleObserver cycles, RecoveryObserver recoveries);
}
