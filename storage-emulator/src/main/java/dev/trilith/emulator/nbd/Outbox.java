package dev.trilith.emulator.nbd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What is to be sent to a client. Answers that are ready at about the same time go out in one
 * system call: they are kept until somebody {@linkplain #flush flushes}, which the receiving thread
 * does before it waits for the client. Safe for use by many threads; all but {@link #flush} and
 * {@link #whenFree} need the lock.
 */
final class Outbox {
    private static final System.Logger LOG = System.getLogger(Outbox.class.getName());

    /** For the headers of many answers. */
    private static final int FIRST_BYTES = 1 << 10;

    /** For the data of some; taken by clients that read only. */
    private static final int BYTES = 16 << 10;

    /** Data up to this size is copied, so that it needs no system call of its own. */
    private static final int COPIED_BYTES = 4 << 10;

    private final Wire wire;
    private final ReentrantLock lock = new ReentrantLock();
    private ByteBuffer kept = ByteBuffer.allocateDirect(FIRST_BYTES);
    private final Queue<Late> late = new ConcurrentLinkedQueue<>();
    private volatile boolean empty = true;
    private boolean brokenOff;

    Outbox(Wire wire) {
        this.wire = wire;
    }

    /** What is put, or sent, as soon as nobody else does. */
    @FunctionalInterface
    interface Late {
        void put() throws IOException;
    }

    void lock() {
        lock.lock();
    }

    void unlock() {
        lock.unlock();
        putLate();
    }

    /**
     * For threads that others wait for: does something with the lock held, now or by the thread
     * that holds it now. So a client that reads nothing holds up one of them at most, which sends.
     */
    void whenFree(Late what) {
        late.add(what);
        putLate();
    }

    private void putLate() {
        while (!late.isEmpty() && !lock.isHeldByCurrentThread() && lock.tryLock()) {
            try {
                for (Late one = late.poll(); one != null; one = late.poll()) {
                    one.put();
                }
            } catch (IOException gone) {
                // The thread that receives learns of it too, and ends the connection.
                LOG.log(System.Logger.Level.DEBUG, "an answer did not go out: {0}", gone);
            } finally {
                lock.unlock();
            }
        }
    }

    /** Sends nothing more: an answer ended before its end, and what follows would pass for it. */
    void breakOff() {
        brokenOff = true;
        kept.clear();
        empty = true;
    }

    private void checkWhole() throws IOException {
        if (brokenOff) {
            throw new IOException("an answer before this one ended in its middle");
        }
    }

    /** Room for a header of {@code bytes}, which the caller fills. */
    ByteBuffer room(int bytes) throws IOException {
        checkWhole();
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
        checkWhole();
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
        lock();
        try {
            if (!empty) {
                sendKept();
            }
        } finally {
            unlock();
        }
    }
}
