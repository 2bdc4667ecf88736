package dev.trilith.cli.command;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets Ctrl-C end a command in order: the main thread is interrupted, and the process waits a
 * little for it to clean up.
 */
final class Interruption {
    private static final long CLEANING_SECONDS = 8;

    private final CountDownLatch cleaned = new CountDownLatch(1);
    private final Thread main;

    private Interruption(Thread main) {
        this.main = main;
    }

    /** From now on Ctrl-C and SIGTERM interrupt {@code main}. */
    static Interruption of(Thread main) {
        Interruption interruption = new Interruption(main);
        Runtime.getRuntime().addShutdownHook(new Thread(interruption::interrupt, "interruption"));
        return interruption;
    }

    /** The command has cleaned up: nothing more to wait for. */
    void done() {
        cleaned.countDown();
    }

    private void interrupt() {
        if (cleaned.getCount() == 0) {
            return;
        }
        main.interrupt();
        try {
            if (!cleaned.await(CLEANING_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("trilith: did not clean up in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
