package dev.trilith.simulation.world;

import dev.trilith.simulation.kernel.SimProcess;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who steers the copies of a world: its programs as a reconciler would start them, or a whole
 * operator. Called by the thread that drives the world, where nothing else is said.
 */
public interface Steering {
    /**
     * How a recovery ended.
     *
     * @param failed whether it found nothing to recover from
     * @param words for people
     */
    record Ending(boolean failed, String words) {}

    /** Volumes and pairs are there: whoever steers is told of them. */
    default void setUp() {}

    /** Starts a process that steers; the one before it is dead, or paused. */
    SimProcess start();

    /** Where that process stands on the network. */
    String place();

    /** The step that was last begun. */
    String step();

    /** Passes that were completed. */
    long passes();

    /** The latest words of whoever steers, for a failure's text. */
    String lastWords();

    /** The recovery's end, or null. */
    @Nullable Ending recovered();

    /** Whether production may be lost already: somebody would notice, and could recover it. */
    default boolean ready() {
        return true;
    }

    /** The user pauses the cycle. */
    void pause();

    /** Waits until a paused cycle has come to rest; it must then send nothing. */
    void rest();

    /** From now on things may go wrong, or no more. */
    default void faults(boolean on) {}

    /** Sites are about to be lost: whoever destroys them may begin elsewhere. */
    default void losing(Set<Integer> sites) {}

    /**
     * Sites were lost for good, at this instant. Called by a simulated thread, which may not wait
     * here.
     */
    default void lost(Set<Integer> sites) {}

    /** What was recovered was found to be good: is all else as it should be? */
    default void judged() {}
}
