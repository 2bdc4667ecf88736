package dev.trilith.core.cycle;

import dev.trilith.core.definition.ArrayDirectory;
import dev.trilith.core.definition.CopyChain;
import dev.trilith.core.step.StepResult;
import java.time.InstantSource;

/** Program P120. */
public final class CopyCycleProgram {
    private CycleSettings settings;

    public CopyCycleProgram(
            CopyChain chain,
            CycleSettings settings,
            ArrayDirectory directory,
            InstantSource clock,
            String owner,
            CycleObserver observer) {
        this.settings = settings;
    }

    /** Does one word of work. Never blocks waiting for a copy. */
    public StepResult step() {
        if (settings.paused()) {
            return new StepResult("paused", StepResult.State.IDLE, settings.interval());
        }
        throw new UnsupportedOperationException(settings.toString());
    }

    /** Changes what the user asks; takes effect at the next word. */
    public void settings(CycleSettings newSettings) {
        settings = newSettings;
    }

    /** How far the cycle is. */
    public CycleProgress progress() {
        return new CycleProgress(
                StepResult.State.IDLE,
                0,
                0,
                0,
                null,
                null,
                java.time.Instant.EPOCH,
                java.util.List.of(),
                null,
                null,
                java.util.Map.of(),
                java.util.Map.of(),
                true,
                java.util.List.of(),
                settings.runToken(),
                0,
                null);
    }
}
