package dev.trilith.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trilith.core.step.StepResult;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProgramSchedulerTest {
    private static final int MANY = 100;

    private final ProgramScheduler scheduler = new ProgramScheduler();
    private final ExecutorService others = Executors.newSingleThreadExecutor();

    @AfterEach
    void stop() {
        others.shutdownNow();
        scheduler.close();
    }

    @Test
    void whoComesDuringTheLastStepFindsTheEndAndNotAnEntryThatNobodyCanRemove() throws Exception {
        CountDownLatch lastStep = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        AtomicInteger begun = new AtomicInteger();
        scheduler.put(
                "r",
                present ->
                        work(
                                begun,
                                () -> {
                                    lastStep.countDown();
                                    waitFor(mayEnd);
                                    ended.set(true);
                                    return done();
                                }));
        waitFor(lastStep);
        Future<?> put =
                others.submit(() ->
                        scheduler.put(
                                "r",
                                present ->
                                        present != null || ended.get()
                                                ? present
                                                : work(begun, ProgramSchedulerTest::done)));
        mayEnd.countDown();
        put.get(10, TimeUnit.SECONDS);
        await().until(() -> scheduler.get("r") == null);
        assertThat(begun).hasValue(1);
    }

    @Test
    void programsThatWaitForASilentArrayHoldUpNoOther() {
        CountDownLatch answer = new CountDownLatch(1);
        CountDownLatch waiting = new CountDownLatch(MANY);
        for (int i = 0; i < MANY; i++) {
            scheduler.put(
                    "silent" + i,
                    present ->
                            () -> {
                                waiting.countDown();
                                waitFor(answer);
                                return done();
                            });
        }
        waitFor(waiting);
        scheduler.put("mine", present -> ProgramSchedulerTest::done);
        await().until(() -> scheduler.get("mine") == null);
        answer.countDown();
    }

    @Test
    void workThatIsPutAfterTheEndCanBeRemoved() throws Exception {
        scheduler.put("r", present -> ProgramSchedulerTest::done);
        await().until(() -> scheduler.get("r") == null);
        AtomicInteger steps = new AtomicInteger();
        scheduler.put(
                "r",
                present ->
                        () -> {
                            steps.incrementAndGet();
                            return new StepResult(
                                    "", StepResult.State.WAITING, Duration.ofMillis(1));
                        });
        await().until(() -> steps.get() > 3);
        scheduler.remove("r");
        int last = steps.get();
        scheduler.put("other", present -> ProgramSchedulerTest::done);
        await().until(() -> scheduler.get("other") == null);
        assertThat(steps).hasValue(last);
    }

    private static ProgramScheduler.Work work(AtomicInteger begun, ProgramScheduler.Work work) {
        begun.incrementAndGet();
        return work;
    }

    private static StepResult done() {
        return new StepResult("", StepResult.State.FINISHED, Duration.ZERO);
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
