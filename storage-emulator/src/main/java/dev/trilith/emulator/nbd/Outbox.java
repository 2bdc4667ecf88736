package dev.trilith.emulator.nbd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What is to be sent to a client. Answers that are ready at about the same time go out in one
 * system call: they are kept until somebody {@linkplain #flush flushes}, which the receiving thread
 * does before it waits for the client. Safe for use by many threads; all but {@link #flush} need
 * the lock.
 */
final class Outbox {
    /** For the headers of many answers. */
    private static final int FIRST_BYTES = 1 << 10;

    /** For the data of some; taken by clients that read only. */
    private static final int BYTES = 16 << 10;

    /** Data up to this size is copied, so that it needs no system call of its own. */
    private static final int COPIED_BYTES = 4 << 10;

    private final Wire wire;
    private final ReentrantLock lock = new ReentrantLock();
    private ByteBuffer kept = ByteBuffer.allocateDirect(FIRST_BYTES);
    private volatile boolean empty = true;

    Outbox(Wire wire) {
        this.wire = wire;
    }

    void lock() {
        lock.lock();
    }

    void unlock() {
        lock.unlock();
    }

    /** Room for a header of {@code bytes}, which the caller fills. */
    ByteBuffer room(int bytes) throws IOException {
        if (kept.remaining() < bytes) {
            sendKept();
        }
        empty = false;
        return kept;
    }

    /** Data, behind what was put before. Its bytes are taken on return. */
    void put(ByteBuffer data) throws IOException {
        if (data.remaining() <= COPIED_BYTES) {
            grow();
            room(data.remaining()).put(data);
            return;
        }
        try {
            wire.send(kept.flip(), data);
        } finally {
            kept.clear();
            empty = true;
        }
    }

    private void grow() {
        if (kept.capacity() < BYTES) {
            kept = ByteBuffer.allocateDirect(BYTES).put(kept.flip());
        }
    }

    private void sendKept() throws IOException {
        try {
            wire.send(kept.flip());
        } finally {
            kept.clear();
            empty = true;
        }
    }

    /** Sends what is kept. */
    void flush() throws IOException {
        if (empty) {
            return;
        }
        lock.lock();
        try {
            if (!empty) {
                sendKept();
            }
        } finally {
            lock.unlock();
        }
    }
}
