package dev.trilith.emulator.engine;

/**
 * Takes the end of a write that had to wait for other arrays. Called once, on a thread that others
 * wait for too.
 */
public interface Acknowledgement {
    /** The write may be acknowledged. */
    void done();

    /** The write failed. */
    void refused(EngineFault why);

    /**
     * Whether more writes follow at once, so that this one may be sent to other arrays together
     * with them, at the latest at the next {@link HostVolume#push}.
     */
    default boolean moreFollows() {
        return false;
    }

    /**
     * No further end is known at this moment, or the writing thread is about to wait: what was kept
     * to be told together is to be told.
     */
    default void tell() {}
}
