package dev.trilith.operator.reconcile;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a program has to say to the API server, said by another thread, one word after the other: a
 * program that holds writes back at an array must not wait for anybody else. A word that was not
 * said yet gives way to a newer one. Safe for use by many threads.
 */
final class ReportLane {
    private static final Logger LOG = LoggerFactory.getLogger(ReportLane.class);

    private final String whose;
    private final Executor executor;
    private final AtomicReference<@Nullable Runnable> unsaid = new AtomicReference<>();
    private final AtomicBoolean speaking = new AtomicBoolean();

    /**
     * @param whose for the log
     * @param executor says the words
     */
    ReportLane(String whose, Executor executor) {
        this.whose = whose;
        this.executor = executor;
    }

    /** Says it soon, unless something newer comes first; a word that failed is said again then. */
    void say(Runnable word) {
        unsaid.set(word);
        speak();
    }

    /** Whether everything was said; what could not be said is tried again. */
    boolean allSaid() {
        if (!speaking.get() && unsaid.get() == null) {
            return true;
        }
        speak();
        return false;
    }

    private void speak() {
        if (speaking.compareAndSet(false, true)) {
            try {
                executor.execute(this::sayAll);
            } catch (RejectedExecutionException e) {
                speaking.set(false);
                LOG.debug("{} says no more: the operator stops", whose, e);
            }
        }
    }

    private void sayAll() {
        boolean heard = true;
        Runnable word = unsaid.getAndSet(null);
        while (word != null && heard) {
            heard = said(word);
            word = heard ? unsaid.getAndSet(null) : null;
        }
        speaking.set(false);
        if (heard && unsaid.get() != null) {
            speak(); // it came after the last look
        }
    }

    private boolean said(Runnable word) {
        try {
            word.run();
            return true;
        } catch (KubernetesClientException e) {
            LOG.warn("the status of {} could not be written: {}", whose, e.getMessage());
            unsaid.compareAndSet(null, word);
            return false;
        } catch (RuntimeException e) {
            LOG.error("the status of {} cannot be said: {}", whose, e, e);
            return true; // it would fail for ever; the next word may not
        }
    }
}
