package dev.trilith.cli.command;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Lets Ctrl-C end a command in order: the main thread is interrupted, and the process waits a
 * little for it to clean up and to say so.
 */
final class Interruption {
    private static final long CLEANING_SECONDS = 8;

    private final CountDownLatch cleaned = new CountDownLatch(1);
    private final Thread main;
    private volatile boolean requested;

    private Interruption(Thread main) {
        this.main = main;
    }

    /**
     * Does {@code work} in this thread, and lets Ctrl-C and SIGTERM interrupt it. Any failure after
     * that is the interruption's doing: an interrupted thread fails wherever it happens to be.
     *
     * @param work what to do; it cleans up after itself
     * @param interrupted is called after that, before the process ends, if the work was interrupted
     * @return the exit code, of one of the two
     */
    static int allowedIn(Callable<Integer> work, IntSupplier interrupted) throws Exception {
        Interruption interruption = new Interruption(Thread.currentThread());
        Thread hook = new Thread(interruption::interrupt, "interruption");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return work.call();
        } catch (Exception failure) {
            if (!interruption.requested && !(failure instanceof InterruptedException)) {
                throw failure;
            }
            return interrupted.getAsInt();
        } finally {
            interruption.cleaned.countDown();
        }
    }

    private void interrupt() {
        if (cleaned.getCount() == 0) {
            return;
        }
        requested = true;
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
