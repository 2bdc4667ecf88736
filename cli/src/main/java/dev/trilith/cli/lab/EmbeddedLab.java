package dev.trilith.cli.lab;

import dev.trilith.core.cycle.CycleObserver;
import dev.trilith.core.recovery.RecoveryObserver;

/**
 * Three new sites in this process.
 *
 * @param options what they are like
 * @param installation where the array's jar lies
 */
public record EmbeddedLab(LabOptions options, Installation installation) implements LabSource {
    @Override
    public String words() {
        return "starting three sites in " + options.folder();
    }

    @Override
    public LabForm form() {
        return options.form();
    }

    @Override
    public LabSites open(LabLog log, CycleObserver cycles, RecoveryObserver recoveries) {
        return Lab.start(options, installation, log, cycles, recoveries);
    }
}
