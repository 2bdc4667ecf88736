package dev.trilith.emulator.engine.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LookoutTest {
    private final Lookout lookout = new Lookout("lookout-of-a-test");

    @AfterEach
    void close() {
        lookout.close();
    }

    @Test
    void relievesAHolderThatIsHeldUpOnce() throws InterruptedException {
        AtomicInteger relieved = new AtomicInteger();
        CountDownLatch first = new CountDownLatch(1);
        Lookout.Post post =
                lookout.post(() -> {
                    relieved.incrementAndGet();
                    first.countDown();
                });
        long ticket = post.begin();
        first.await();
        assertThat(post.end(ticket)).as("the place is another one's now").isFalse();
        assertThat(relieved).hasValue(1);
    }

    @Test
    void leavesAHolderAloneThatIsNotAtWork() throws InterruptedException {
        AtomicInteger relieved = new AtomicInteger();
        Lookout.Post idle = lookout.post(relieved::incrementAndGet);
        CountDownLatch looked = new CountDownLatch(1);
        Lookout.Post other = lookout.post(looked::countDown);
        // At once: if it takes long all the same, it was relieved, and has to be told so.
        boolean kept = idle.end(idle.begin());
        long unused = other.begin();
        looked.await();
        assertThat(relieved).hasValue(kept ? 0 : 1);
    }

    @Test
    void wakesUpForWorkAfterAnIdleTime() throws InterruptedException {
        CountDownLatch relieved = new CountDownLatch(1);
        Lookout.Post post = lookout.post(relieved::countDown);
        await().until(() ->
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().equals("lookout-of-a-test"))
                        .anyMatch(thread -> thread.getState() == Thread.State.WAITING));
        long ticket = post.begin();
        relieved.await();
        assertThat(post.end(ticket)).isFalse();
    }

    @Test
    void forgetsAClosedPost() throws InterruptedException {
        AtomicInteger relieved = new AtomicInteger();
        Lookout.Post gone = lookout.post(relieved::incrementAndGet);
        gone.close();
        long ticket = gone.begin();
        CountDownLatch looked = new CountDownLatch(1);
        long other = lookout.post(looked::countDown).begin();
        looked.await();
        assertThat(other).isNotZero();
        assertThat(gone.end(ticket)).as("nobody took the place").isTrue();
        assertThat(relieved).hasValue(0);
    }
}
