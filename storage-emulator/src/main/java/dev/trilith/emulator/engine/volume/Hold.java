package dev.trilith.emulator.engine.volume;

import java.util.concurrent.CountDownLatch;

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
}
