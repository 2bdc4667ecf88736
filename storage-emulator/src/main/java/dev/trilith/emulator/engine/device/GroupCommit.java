package dev.trilith.emulator.engine.device;

import java.io.IOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lets callers that want the same file forced share one force. Each caller is served by a force
 * that began after it called. Once a force has failed every later call fails: what the file holds
 * is not known any more. Safe for use by many threads.
 */
public final class GroupCommit {
    /** Makes something durable. */
    @FunctionalInterface
    public interface Force {
        /** Returns when it is durable. */
        void run() throws IOException;
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition done = lock.newCondition();
    private boolean running;
    private long completed;
    private @Nullable IOException failure;

    /** Returns after a force that began after this call. */
    public void commit(Force force) throws IOException {
        lock.lock();
        try {
            long needed = completed + (running ? 2 : 1);
            while (completed < needed) {
                if (failure != null) {
                    throw new IOException("an earlier flush failed", failure);
                }
                if (running) {
                    done.awaitUninterruptibly();
                } else {
                    lead(force);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many callers wait for a force that another one runs. */
    int waiting() {
        lock.lock();
        try {
            return lock.getWaitQueueLength(done);
        } finally {
            lock.unlock();
        }
    }

    private void lead(Force force) throws IOException {
        running = true;
        lock.unlock();
        IOException thrown = null;
        try {
            force.run();
        } catch (IOException e) {
            thrown = e;
        } finally {
            lock.lock();
            running = false;
            done.signalAll();
        }
        if (thrown != null) {
            failure = thrown;
            throw thrown;
        }
        completed++;
    }
}
