package dev.trilith.emulator.engine.array;

import dev.trilith.emulator.engine.Acknowledgement;
import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.device.Threads;
import dev.trilith.emulator.engine.pair.WritePath;
import dev.trilith.emulator.engine.remote.Pending;
import dev.trilith.emulator.engine.volume.Volume;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The writes that wait for other arrays without a thread that waits. Whoever receives the last
 * answer acknowledges the write; one that went wrong, or has no answer in time, gets a thread.
 */
final class AwaitedWrites {
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Set<Awaited> all = ConcurrentHashMap.newKeySet();
    private final Executor workers;
    private final Threads.Timers timers;
    private final AtomicBoolean willLook = new AtomicBoolean();

    /**
     * @param workers for writes that went wrong
     * @param timers for looking after those that have no answer
     */
    AwaitedWrites(Executor workers, Threads.Timers timers) {
        this.workers = workers;
        this.timers = timers;
    }

    /**
     * Takes a write over, and with it the pass, which is given back before the acknowledgement.
     * Timers that are shut refuse it: then nothing was taken, and the caller leaves.
     *
     * @return what is to be done when the write has all its answers
     */
    Pending.Then add(WritePath path, Volume.Pass pass, Acknowledgement acknowledgement) {
        Awaited write = new Awaited(path, pass, acknowledgement);
        all.add(write);
        try {
            lookSoon();
        } catch (RuntimeException refused) {
            // Unless another's look has found it meanwhile and given it a thread.
            if (write.take()) {
                throw refused;
            }
        }
        return write;
    }

    private void lookSoon() {
        if (!willLook.get() && willLook.compareAndSet(false, true)) {
            boolean scheduled = false;
            try {
                timers.after(LOOK_NANOS, this::look);
                scheduled = true;
            } finally {
                if (!scheduled) {
                    willLook.set(false);
                }
            }
        }
    }

    /** Ends the writes that had no answer in time. */
    private void look() {
        willLook.set(false);
        all.stream().filter(write -> write.path.late()).forEach(Awaited::giveThread);
        if (!all.isEmpty()) {
            lookSoon();
        }
    }

    private final class Awaited implements Pending.Then {
        private final WritePath path;
        private final Volume.Pass pass;
        private final Acknowledgement acknowledgement;
        private final AtomicBoolean taken = new AtomicBoolean();

        private Awaited(WritePath path, Volume.Pass pass, Acknowledgement acknowledgement) {
            this.path = path;
            this.pass = pass;
            this.acknowledgement = acknowledgement;
        }

        @Override
        public void run() {
            if (!path.arrived()) {
                giveThread();
            } else if (take()) {
                pass.leave();
                acknowledgement.done();
            }
        }

        @Override
        public void endOfBatch() {
            acknowledgement.tell();
        }

        private boolean take() {
            return taken.compareAndSet(false, true) && all.remove(this);
        }

        private void giveThread() {
            if (take()) {
                workers.execute(this::settle);
            }
        }

        private void settle() {
            EngineFault failed = null;
            try {
                path.finish(false);
            } catch (EngineFault e) {
                failed = e;
            } finally {
                pass.leave();
            }
            if (failed == null) {
                acknowledgement.done();
            } else {
                acknowledgement.refused(failed);
            }
            acknowledgement.tell();
        }
    }
}
