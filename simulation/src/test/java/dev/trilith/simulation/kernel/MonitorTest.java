package dev.trilith.simulation.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

/** The JDK's own threads hold monitors for an instant; no world may come out otherwise for it. */
class MonitorTest {
    /** Often, because the monitor may be let go at any place of the way to waiting for it. */
    @RepeatedTest(2000)
    @Timeout(60)
    void aThreadThatStopsAtAMonitorOfTheJdkIsWaitedFor() throws InterruptedException {
        Kernel kernel = new Kernel(1, null);
        Object monitor = new Object();
        AtomicReference<@Nullable Thread> stopped = new AtomicReference<>();
        CountDownLatch held = new CountDownLatch(1);
        Thread outside =
                Thread.ofPlatform()
                        .start(() -> {
                            synchronized (monitor) {
                                held.countDown();
                                while (!blocked(stopped.get())) {
                                    Thread.onSpinWait();
                                }
                            }
                        });
        held.await();
        List<String> order = new ArrayList<>();
        SimProcess process = kernel.process("array");
        kernel.spawn(
                process,
                "one",
                () -> {
                    stopped.set(Thread.currentThread());
                    synchronized (monitor) {
                        order.add("inside");
                    }
                });
        kernel.turn();
        kernel.spawn(process, "another", () -> order.add("another"));
        kernel.turn();
        outside.join();
        assertThat(order).containsExactly("inside", "another");
        assertThat(kernel.violation()).isNull();
    }

    private static boolean blocked(@Nullable Thread thread) {
        return thread != null && thread.getState() == Thread.State.BLOCKED;
    }
}
