package dev.trilith.emulator.engine.array;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** What tests do beside what they look at. */
final class Aside {
    private Aside() {}

    /** Does something in a thread of its own: the common pool may have one only. */
    static CompletableFuture<Void> inAThread(Runnable work) {
        return CompletableFuture.runAsync(work, task -> Thread.ofPlatform().daemon().start(task));
    }

    /** Waits for a latch, where nothing may be thrown. */
    static void pass(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
