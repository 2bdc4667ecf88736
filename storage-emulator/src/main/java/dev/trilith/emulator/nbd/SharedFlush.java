package dev.trilith.emulator.nbd;

import dev.trilith.emulator.engine.HostVolume;
import dev.trilith.emulator.engine.watch.Lookout;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The flushes of one volume, whichever connection asks for them. One thread flushes at a time, for
 * all who asked before it began, and then answers them while the next one flushes: nobody else
 * waits for the disk. Who asks while nobody flushes does it at once, on its own thread; who asked
 * meanwhile is served by a thread that belongs to no connection. Safe for use by many threads.
 */
final class SharedFlush {
    private static final System.Logger LOG = System.getLogger(SharedFlush.class.getName());

    private final Lookout lookout;
    private final Executor threads;
    private final Queue<Asked> asked = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean flushing = new AtomicBoolean();

    /**
     * For one volume.
     *
     * @param lookout finds a client that takes no answers
     * @param threads goes on for others
     */
    SharedFlush(Lookout lookout, Executor threads) {
        this.lookout = lookout;
        this.threads = threads;
    }

    private record Asked(Answers answers, LaterAnswers.Answer answer) {}

    /** Flushes the volume of {@code answers}, or has it flushed, and then gives the answer. */
    void ask(Answers answers, LaterAnswers.Answer answer) {
        asked.add(new Asked(answers, answer));
        serve();
    }

    /** Flushes for whoever has asked, unless somebody does. */
    private void serve() {
        while (!asked.isEmpty() && flushing.compareAndSet(false, true)) {
            Flushed flushed;
            try {
                flushed = flush();
            } finally {
                flushing.set(false);
            }
            boolean handedOn = !asked.isEmpty() && handOn(this::serve);
            flushed.answer();
            if (handedOn) {
                return;
            }
        }
    }

    private Flushed flush() {
        Queue<LaterAnswers.Answer> served = new ConcurrentLinkedQueue<>();
        Asked first = asked.peek();
        if (first == null) {
            return new Flushed(served, null);
        }
        HostVolume volume = first.answers().volume();
        // Whoever asked is told, whatever happens: nobody else will answer them.
        Flushed failed = new Flushed(served, NbdError.EIO);
        try {
            // A volume that was deleted and made anew under this name is another one.
            for (Iterator<Asked> all = asked.iterator(); all.hasNext(); ) {
                Asked one = all.next();
                if (one.answers().volume().isSameAs(volume)) {
                    served.add(one.answer());
                    all.remove();
                }
            }
            return new Flushed(served, first.answers().attempt(volume::flush));
        } catch (Error bug) {
            LOG.log(System.Logger.Level.ERROR, "a flush of " + volume.lu() + " failed", bug);
            return failed;
        }
    }

    private boolean handOn(Runnable what) {
        try {
            threads.execute(what);
            return true;
        } catch (RejectedExecutionException | OutOfMemoryError noThread) {
            LOG.log(System.Logger.Level.DEBUG, "no thread to go on for others: {0}", noThread);
            return false;
        }
    }

    /** Those that a flush was for, and how it ended. */
    private final class Flushed {
        private final Queue<LaterAnswers.Answer> served;
        private final @Nullable NbdError error;

        private Flushed(Queue<LaterAnswers.Answer> served, @Nullable NbdError error) {
            this.served = served;
            this.error = error;
        }

        /** A client that does not take its answer holds up none of the others. */
        void answer() {
            LaterAnswers.Answer first = served.poll();
            if (first == null) {
                return;
            }
            if (served.isEmpty()) {
                give(first);
                return;
            }
            Lookout.Post post =
                    lookout.post(() -> {
                        boolean unused = handOn(this::answer);
                    });
            try {
                long ticket = post.begin();
                for (LaterAnswers.Answer one = first; one != null; one = served.poll()) {
                    give(one);
                }
                boolean unused = post.end(ticket);
            } finally {
                post.close();
            }
        }

        private void give(LaterAnswers.Answer one) {
            one.end(error);
            one.tell();
        }
    }
}
