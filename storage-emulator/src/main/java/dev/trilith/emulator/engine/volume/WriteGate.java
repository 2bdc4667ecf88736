package dev.trilith.emulator.engine.volume;

import java.util.concurrent.locks.StampedLock;

/**
 * The gate that every write to a group of volumes goes through: writers pass together, a cut closes
 * it and waits until nobody is inside. A pass may be given back by another thread than took it.
 */
public final class WriteGate {
    private final StampedLock lock = new StampedLock();

    /** Enters as a writer; waits while a cut is being made. */
    public long enter() {
        return lock.readLock();
    }

    /** Enters as a writer, or returns 0 if that means to wait. */
    public long tryEnter() {
        return lock.tryReadLock();
    }

    /** Leaves as a writer. */
    public void leave(long pass) {
        lock.unlockRead(pass);
    }

    /** Lets nobody in, and returns when the last writer has left. */
    public long close() {
        return lock.writeLock();
    }

    /** Lets writers in again. */
    public void open(long pass) {
        lock.unlockWrite(pass);
    }
}
