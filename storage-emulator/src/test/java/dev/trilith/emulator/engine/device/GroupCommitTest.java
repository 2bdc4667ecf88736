package dev.trilith.emulator.engine.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
    @Test
    void callersDuringAForceShareTheNextOne() throws Exception {
        GroupCommit commits = new GroupCommit();
        AtomicInteger forces = new AtomicInteger();
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<Void> first =
                run(() ->
                        commits.commit(() -> {
                            forces.incrementAndGet();
                            inside.countDown();
                            awaitQuietly(goOn);
                        }));
        inside.await();
        List<CompletableFuture<Void>> others = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            others.add(run(() -> commits.commit(forces::incrementAndGet)));
        }
        await().until(() -> commits.waiting() == 8);
        goOn.countDown();
        first.get();
        for (CompletableFuture<Void> other : others) {
            other.get();
        }
        assertThat(forces).hasValue(2);
    }

    @Test
    void afterAFailureNobodyIsToldThatItIsDurable() {
        GroupCommit commits = new GroupCommit();
        assertThatThrownBy(() ->
                        commits.commit(() -> {
                            throw new IOException("broken");
                        }))
                .hasMessage("broken");
        assertThatThrownBy(() -> commits.commit(() -> {}))
                .hasMessageContaining("an earlier flush failed");
    }

    private interface Work {
        void run() throws IOException;
    }

    private static CompletableFuture<Void> run(Work work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread.ofPlatform()
                .start(() -> {
                    try {
                        work.run();
                        done.complete(null);
                    } catch (IOException e) {
                        done.completeExceptionally(e);
                    }
                });
        return done;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
