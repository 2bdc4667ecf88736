package dev.trilith.emulator.app;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends the process in order, whoever asks for it: hosts first, then the management interface, then
 * the engine. A signal ends it with exit code 0, because stopping was what was asked for.
 */
final class CleanStop {
    private static final System.Logger LOG = System.getLogger(CleanStop.class.getName());
    private static final long MANAGEMENT_SECONDS = 2;

    private final RunningArray array;
    private final CountDownLatch managementStopped = new CountDownLatch(1);
    private volatile int exitCode;

    CleanStop(RunningArray array) {
        this.array = array;
    }

    void register() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "clean-stop"));
    }

    /** The management interface is down, or was never up. */
    void managementStopped(int code) {
        exitCode = code;
        managementStopped.countDown();
    }

    private void stop() {
        try {
            array.nbd().close();
            if (!managementStopped.await(MANAGEMENT_SECONDS, TimeUnit.SECONDS)) {
                LOG.log(System.Logger.Level.WARNING, "the management interface did not stop");
            }
        } catch (IOException failed) {
            LOG.log(System.Logger.Level.WARNING, "a listener could not be closed", failed);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        int code = exitCode;
        try {
            array.engine().close();
        } catch (RuntimeException failed) {
            System.err.println("trilith: the array did not stop cleanly: " + failed.getMessage());
            code = 1;
        }
        System.out.flush();
        Runtime.getRuntime().halt(code);
    }
}
