package dev.trilith.emulator.nbd;

import dev.trilith.emulator.engine.Acknowledgement;
import dev.trilith.emulator.engine.EngineFault;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The writes of one connection that wait for other arrays without holding a thread. Safe for use by
 * many threads.
 */
final class LaterAnswers {
    private final Answers answers;
    private final Outbox out;
    private final int most;
    private final Semaphore places;

    /** At most {@code most} writes at the same time. */
    LaterAnswers(Answers answers, Outbox out, int most) {
        this.answers = answers;
        this.out = out;
        this.most = most;
        this.places = new Semaphore(most);
    }

    /** A place for a write that may have to wait; the client waits while there is none. */
    void takePlace() throws IOException {
        if (!places.tryAcquire()) {
            answers.volume().push();
            out.flush();
            places.acquireUninterruptibly();
        }
    }

    void givePlaceBack() {
        places.release();
    }

    /** Returns when every write has been answered. */
    void awaitAll() {
        places.acquireUninterruptibly(most);
        places.release(most);
    }

    /** What answers a write at its end, and gives its place back. */
    Answer to(Request request, boolean moreFollows) {
        return new Answer(request, moreFollows);
    }

    /** The end of a write. */
    final class Answer implements Acknowledgement {
        private final Request request;
        private final boolean moreFollows;

        private Answer(Request request, boolean moreFollows) {
            this.request = request;
            this.moreFollows = moreFollows;
        }

        @Override
        public boolean moreFollows() {
            return moreFollows;
        }

        @Override
        public void done() {
            end(null);
        }

        @Override
        public void refused(EngineFault why) {
            end(answers.failed(why));
        }

        /** Answers, with {@code error} if there is one. */
        void end(@Nullable NbdError error) {
            out.whenFree(() -> {
                try {
                    answers.answer(request, error);
                } finally {
                    places.release();
                }
            });
        }

        @Override
        public void tell() {
            out.whenFree(out::flush);
        }
    }
}
