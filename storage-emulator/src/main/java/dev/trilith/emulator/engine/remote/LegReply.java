package dev.trilith.emulator.engine.remote;

import dev.trilith.emulator.engine.Cut;
import java.util.List;

/** What the array with the secondaries answers to a {@link LegCommand}. */
public sealed interface LegReply {
    /**
     * To {@link LegCommand.Inquire}.
     *
     * @param continuity differs after the receiver may have lost what it had answered
     * @param image whether the leg's secondaries are an image
     * @param pairs what it knows, in the order asked
     */
    record Known(String continuity, boolean image, List<PairAnswer> pairs) implements LegReply {
        public Known {
            pairs = List.copyOf(pairs);
        }
    }

    /**
     * What the receiver knows of one pair.
     *
     * @param copyId identity of the copy that the secondary holds; 0 for none
     */
    record PairAnswer(long copyId) {}

    /**
     * To everything else: it is so, durably.
     *
     * @param newest the newest cut that the receiver knows of the group
     */
    record Done(Cut newest) implements LegReply {}
}
