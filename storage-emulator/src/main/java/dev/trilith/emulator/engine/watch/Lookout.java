package dev.trilith.emulator.engine.watch;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets a thread that receives carry out what it received itself, without stopping what comes
 * behind: who is at work for a millisecond is relieved. So the usual quick command costs no change
 * of threads, and a slow one delays others by no more than that. Safe for use by many threads.
 */
public final class Lookout implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Lookout.class.getName());
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** So long it looks again after it last saw somebody at work; then it sleeps. */
    private static final int IDLE_TICKS = 100;

    private final Set<Post> posts = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private volatile boolean asleep;
    private volatile boolean closed;

    /** A lookout with a thread of its own. */
    public Lookout(String name) {
        thread = Thread.ofPlatform().daemon().name(name).start(this::look);
    }

    /**
     * A place that one thread at a time is to hold.
     *
     * @param relieve finds somebody else for it; called when its holder is held up
     */
    public Post post(Runnable relieve) {
        Post post = new Post(relieve);
        posts.add(post);
        return post;
    }

    /** A failure to relieve one is not to end the watch over the others. */
    private static void relieve(Post post) {
        try {
            post.relieve.run();
        } catch (RuntimeException | OutOfMemoryError trouble) {
            LOG.log(System.Logger.Level.ERROR, "a thread that is held up stays alone", trouble);
        }
    }

    private void look() {
        int idle = 0;
        while (!closed) {
            long now = System.nanoTime();
            boolean busy = false;
            for (Post post : posts) {
                busy |= post.look(now);
            }
            idle = busy ? 0 : idle + 1;
            if (idle <= IDLE_TICKS) {
                LockSupport.parkNanos(this, TICK_NANOS);
                continue;
            }
            asleep = true;
            if (posts.stream().noneMatch(Post::atWork) && !closed) {
                LockSupport.park(this);
            }
            asleep = false;
            idle = 0;
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }

    /** A place that one thread at a time holds. */
    public final class Post {
        private final Runnable relieve;
        private final AtomicLong since = new AtomicLong();

        private Post(Runnable relieve) {
            this.relieve = relieve;
        }

        /** The holder goes to work; from now on it may be relieved. Returns its ticket. */
        public long begin() {
            long ticket = System.nanoTime() | 1;
            since.set(ticket);
            if (asleep) {
                LockSupport.unpark(thread);
            }
            return ticket;
        }

        /** The holder is done; whether it still holds the place. */
        public boolean end(long ticket) {
            return since.compareAndSet(ticket, 0);
        }

        /** Nobody will hold it any more. */
        public void close() {
            posts.remove(this);
        }

        private boolean atWork() {
            return since.get() != 0;
        }

        private boolean look(long now) {
            long ticket = since.get();
            if (ticket == 0) {
                return false;
            }
            if (now - ticket >= TICK_NANOS && since.compareAndSet(ticket, 0)) {
                relieve(this);
            }
            return true;
        }
    }
}
