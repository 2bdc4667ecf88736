package dev.trilith.emulator.engine.device;

import java.util.concurrent.ExecutorService;

/** The machine's threads, for tests that change one thing about them. */
public class ForwardingThreads implements Threads {
    private final Threads real = MachineThreads.HERE;

    @Override
    public ExecutorService workers(String array) {
        return real.workers(array);
    }

    @Override
    public Timers timers(String array) {
        return real.timers(array);
    }

    @Override
    public long nanoTime() {
        return real.nanoTime();
    }

    @Override
    public void parkNanos(Object blocker, long nanos) {
        real.parkNanos(blocker, nanos);
    }

    @Override
    public void die(String why) {
        real.die(why);
    }
}
