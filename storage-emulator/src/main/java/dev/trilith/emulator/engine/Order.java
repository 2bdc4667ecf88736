package dev.trilith.emulator.engine;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An order to one leg: all its pairs act at one instant, or the order is refused and nothing
 * changes.
 */
public sealed interface Order {
    /** Group, leg and number. */
    Fence fence();

    /** The order's name on the wire. */
    String verb();

    /**
     * Copy what differs until the pairs are {@link PairStatus#PAIR}.
     *
     * @param fence group, leg and number
     * @param force the one guard to override, or null
     */
    record Resync(Fence fence, EngineFault.@Nullable Code force) implements Order {
        @Override
        public String verb() {
            return "RESYNC";
        }
    }

    /**
     * Part an internal copy from its source.
     *
     * @param fence group, leg and number
     * @param cycle the freeze that must be in force on every primary, or null
     */
    record Split(Fence fence, @Nullable Long cycle) implements Order {
        @Override
        public String verb() {
            return "SPLIT";
        }
    }

    /** Stop a remote copy. */
    record Suspend(Fence fence) implements Order {
        @Override
        public String verb() {
            return "SUSPEND";
        }
    }

    /**
     * Cut a remote leg.
     *
     * @param fence group, leg and number
     * @param cycle the cut's number, higher than any the group has seen
     * @param mode what host writes do until resume
     * @param deadline for hold: when the array resumes by itself; over 0, at most 60 s
     */
    record Freeze(Fence fence, long cycle, FreezeMode mode, Duration deadline) implements Order {
        @Override
        public String verb() {
            return "FREEZE";
        }
    }

    /** End the freeze of {@code cycle}. */
    record Resume(Fence fence, long cycle) implements Order {
        @Override
        public String verb() {
            return "RESUME";
        }
    }

    /** Let hosts write to the leg's secondaries; ordered at the array that holds them. */
    record Takeover(Fence fence) implements Order {
        @Override
        public String verb() {
            return "TAKEOVER";
        }
    }

    /** Forget the leg's pairs; no byte and no label changes. */
    record Delete(Fence fence) implements Order {
        @Override
        public String verb() {
            return "DELETE";
        }
    }
}
