package dev.trilith.operator.reconcile;

import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * The framework's timer rests between two dates. As it comes it has no core thread, and the thread
 * that waits for the next date then wakes a hundred times a second to see whether it is still
 * needed: half a percent of a core for nothing.
 */
final class RestingTimer {
    private RestingTimer() {}

    /** Gives the timer behind {@code context} a thread that may sleep; once is enough. */
    static void of(Context<?> context) {
        ScheduledExecutorService timer =
                context.getControllerConfiguration()
                        .getConfigurationService()
                        .getExecutorServiceManager()
                        .scheduledExecutorService();
        if (timer instanceof ScheduledThreadPoolExecutor pool && pool.getCorePoolSize() == 0) {
            pool.setCorePoolSize(1);
        }
    }
}
