package dev.trilith.emulator.engine.remote;

import dev.trilith.emulator.engine.Cut;
import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.ImageLabel;
import dev.trilith.emulator.engine.VolumeAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the array with the primaries asks of the one with the secondaries, for a whole leg. */
public sealed interface LegCommand {
    /**
     * What do you know of these pairs?
     *
     * @param pairs what the asker holds
     */
    record Inquire(List<Offer> pairs) implements LegCommand {
        public Inquire {
            pairs = List.copyOf(pairs);
        }
    }

    /**
     * A pair as the sender holds it.
     *
     * @param name the pair's name
     * @param primary the volume copied from
     * @param secondary the volume copied to
     * @param sizeBytes the primary's capacity
     * @param management whether the primary has a control region
     */
    record Offer(
            String name,
            VolumeAddress primary,
            VolumeAddress secondary,
            long sizeBytes,
            boolean management) {}

    /**
     * Make ready for a copy.
     *
     * @param term the sender's term
     * @param force the one guard to override, or null
     * @param direct whether nothing differs, so that the pairs are in step at once
     * @param newest the newest cut that the sender knows of the group
     * @param continuity the receiver's own word from its answer to {@link Inquire}
     * @param pairs every pair of the leg; its place in the list is its number on the wire
     */
    record Resync(
            long term,
            EngineFault.@Nullable Code force,
            boolean direct,
            Cut newest,
            String continuity,
            List<Start> pairs)
            implements LegCommand {
        public Resync {
            pairs = List.copyOf(pairs);
        }
    }

    /**
     * One pair of a leg that is made ready.
     *
     * @param name the pair's name
     * @param starts whether it is to be copied now; false if it is in COPY or PAIR already
     * @param copyId identity of the copy that the secondary is to hold
     * @param label what the primary holds
     */
    record Start(String name, boolean starts, long copyId, ImageLabel label) {}

    /**
     * Everything has arrived: the leg is in step.
     *
     * @param labels what the primaries hold, in the order of the pairs
     */
    record Paired(List<ImageLabel> labels) implements LegCommand {
        public Paired {
            labels = List.copyOf(labels);
        }
    }

    /**
     * The primaries' labels have changed while in step.
     *
     * @param labels what the primaries hold, in the order of the pairs
     */
    record Relabel(List<ImageLabel> labels) implements LegCommand {
        public Relabel {
            labels = List.copyOf(labels);
        }
    }

    /**
     * The leg is cut here.
     *
     * @param cut the image that the secondaries hold from now on
     */
    record Freeze(Cut cut) implements LegCommand {}

    /**
     * The freeze is over, by order or by its deadline; writes follow.
     *
     * @param cycle the freeze's number
     * @param labels what the primaries hold, in the order of the pairs
     */
    record Resume(long cycle, List<ImageLabel> labels) implements LegCommand {
        public Resume {
            labels = List.copyOf(labels);
        }
    }

    /** The leg is suspended here, by order. */
    record Suspend() implements LegCommand {}

    /** The sender forgets the leg's pairs; so should the receiver. */
    record Forget() implements LegCommand {}
}
