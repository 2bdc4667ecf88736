package dev.trilith.core.array;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A copy order to an array. All members of the leg act at one instant, or the order is refused as a
 * whole.
 *
 * <p>A remote leg takes its orders at the array that holds the primaries; {@link Takeover} goes to
 * the array that holds the secondaries.
 */
public sealed interface ArrayOrder {
    /** Group, leg and number. */
    Fence fence();

    /** The order's name on the wire and in records, for example {@code RESYNC}. */
    String verb();

    /**
     * Copy what differs until the pairs are {@link PairStatus#PAIR} (the initial copy too).
     *
     * @param fence group, leg and number
     * @param force the one guard to override, by its refusal code, or null; logged by the array
     */
    record Resync(Fence fence, @Nullable RefusalCode force) implements ArrayOrder {
        @Override
        public String verb() {
            return "RESYNC";
        }
    }

    /**
     * Part an internal copy from its source: the secondaries become a point-in-time image.
     *
     * @param fence group, leg and number
     * @param cycle the freeze that must be in force on every primary, so that the image carries its
     *     cut; null to take the image as it is at this instant
     */
    record Split(Fence fence, @Nullable Long cycle) implements ArrayOrder {
        @Override
        public String verb() {
            return "SPLIT";
        }
    }

    /** Stop a remote copy; the secondaries become a still image if they were in step. */
    record Suspend(Fence fence) implements ArrayOrder {
        @Override
        public String verb() {
            return "SUSPEND";
        }
    }

    /**
     * Cut a remote leg.
     *
     * @param fence group, leg and number
     * @param cycle the cut's number, higher than any before
     * @param mode what host writes do until resume
     * @param deadline for {@link FreezeMode#HOLD}: when the array resumes by itself; over 0, at
     *     most 60 s
     */
    record Freeze(Fence fence, long cycle, FreezeMode mode, Duration deadline)
            implements ArrayOrder {
        @Override
        public String verb() {
            return "FREEZE";
        }
    }

    /**
     * End the freeze of {@code cycle}; refused with {@link RefusalCode#CUT_VOID} if it is not in
     * force.
     */
    record Resume(Fence fence, long cycle) implements ArrayOrder {
        @Override
        public String verb() {
            return "RESUME";
        }
    }

    /** Let hosts write to the leg's secondaries (SSWS); they must be complete and still. */
    record Takeover(Fence fence) implements ArrayOrder {
        @Override
        public String verb() {
            return "TAKEOVER";
        }
    }

    /** Forget the leg's pairs. No byte and no label changes. */
    record Delete(Fence fence) implements ArrayOrder {
        @Override
        public String verb() {
            return "DELETE";
        }
    }
}
