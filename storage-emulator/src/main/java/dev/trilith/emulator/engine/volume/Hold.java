package dev.trilith.emulator.engine.volume;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What host writes wait for between a freeze and its end. */
public final class Hold {
    private final CountDownLatch released = new CountDownLatch(1);

    /** Lets the waiting writes go on. */
    public void release() {
        released.countDown();
    }

    /** Waits until released. */
    public void await() {
        boolean interrupted = false;
        while (true) {
            try {
                released.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until released, or for so long; whether it was. */
    public boolean await(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        boolean interrupted = false;
        boolean over = false;
        while (!over && System.nanoTime() < end) {
            try {
                over = released.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return over;
    }
}
