package dev.trilith.emulator.nbd;

import dev.trilith.emulator.engine.watch.Lookout;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Carries the commands of one connection, several at a time.
 *
 * <p>The connection's threads take turns: one receives commands and carries them out itself as long
 * as they need not wait, so that a lone command needs no hand-over between threads. Before one that
 * may wait, when more has been received behind it, and when one takes long, the turn goes to the
 * next thread, so that a FLUSH stops no READ behind it. Threads are added as commands overlap, up
 * to the limits, and leave when they were idle for a while. When all are busy nobody receives: the
 * client waits.
 */
final class Transmission {
    private static final System.Logger LOG = System.getLogger(Transmission.class.getName());
    private static final long IDLE_SECONDS = 15;

    private final String name;
    private final Commands commands;
    private final int maxThreads;
    private final Semaphore spareThreads;
    private final Runnable cut;
    private final Runnable over;
    private final Semaphore turn = new Semaphore(1);
    private final Lookout.Post post;
    private final AtomicInteger threads = new AtomicInteger(1);
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean ended;
    private volatile boolean finishing;
    private volatile boolean gone;

    /**
     * A session that begins with the thread which calls {@link #work}.
     *
     * @param name for thread names and the log
     * @param cut called when the session breaks off, perhaps more than once; what it has in work
     *     goes on
     * @param over called once, when its last thread leaves
     */
    Transmission(String name, Commands commands, ServerMeans means, Runnable cut, Runnable over) {
        this.name = name;
        this.commands = commands;
        this.maxThreads = means.limits().requestsInFlight();
        this.spareThreads = means.threads();
        this.cut = cut;
        this.over = over;
        this.post = means.lookout().post(this::passOn);
    }

    /** Takes no further command; those in flight are finished. */
    void finish() {
        finishing = true;
        ended = true;
    }

    /** Takes no further command, and begins nothing more of those in flight. */
    void abandon() {
        gone = true;
        ended = true;
    }

    /**
     * Whether the client may still wait for an answer. If nobody receives, all being busy, this
     * looks whether it is there.
     */
    boolean wanted() {
        if (!ended && turn.tryAcquire()) {
            try {
                commands.look();
            } catch (IOException lost) {
                LOG.log(System.Logger.Level.DEBUG, "{0} ends: {1}", name, lost.getMessage());
                breakOff();
            } finally {
                turn.release();
            }
        }
        return !gone;
    }

    /** Takes turns until the session is over or this thread is no longer needed. */
    void work() {
        try {
            boolean more = true;
            while (more) {
                more = oneTurn();
            }
        } catch (ClosedChannelException closed) {
            ended = true;
        } catch (IOException lost) {
            LOG.log(System.Logger.Level.DEBUG, "{0} ends: {1}", name, lost.getMessage());
            sendLast();
            if (!ended || !(finishing || commands.tookLeave())) {
                // Also if it only ended what it says: its answers do not go out any more.
                breakOff();
            }
        } catch (RuntimeException | Error bug) {
            LOG.log(System.Logger.Level.ERROR, name + " ends by an error of this server", bug);
            breakOff();
        } finally {
            if (threads.decrementAndGet() == 0) {
                post.close();
                try {
                    takeLeave();
                } finally {
                    over.run();
                }
            }
        }
    }

    private void takeLeave() {
        try {
            commands.end();
        } catch (IOException lost) {
            LOG.log(System.Logger.Level.DEBUG, "{0} hears no last word: {1}", name, lost);
        }
    }

    /** What went well before a client broke the rules is still answered. */
    private void sendLast() {
        try {
            commands.sendKept();
        } catch (IOException lost) {
            LOG.log(System.Logger.Level.DEBUG, "{0}: no answers go out: {1}", name, lost);
        }
    }

    private void breakOff() {
        abandon();
        cut.run();
    }

    /** Takes commands until it has lost the turn; false if there are none any more. */
    private boolean oneTurn() throws IOException {
        if (!awaitTurn()) {
            return false;
        }
        boolean mine = true;
        try {
            while (mine) {
                Commands.Work work = ended ? null : commands.next();
                if (work == null) {
                    ended = true;
                    commands.sendKept();
                    return false;
                }
                boolean begun = false;
                try {
                    if (work.mayWait()) {
                        commands.sendKept();
                    }
                    if (work.mayWait() && commands.moreReceived()) {
                        mine = false;
                        passOn();
                        begun = true;
                        work.run();
                    } else {
                        long ticket = post.begin();
                        begun = true;
                        try {
                            work.run();
                        } finally {
                            mine = post.end(ticket);
                        }
                    }
                } finally {
                    if (!begun) {
                        work.drop();
                    }
                }
            }
            commands.sendKept();
            return true;
        } finally {
            if (mine) {
                turn.release();
            }
        }
    }

    /** Gives the turn to another thread; called by its holder, or by the lookout for it. */
    private void passOn() {
        callSuccessor();
        turn.release();
    }

    /** Whether this thread got the turn; if not, it has been idle and another one waits too. */
    private boolean awaitTurn() {
        waiting.incrementAndGet();
        try {
            while (!turn.tryAcquire(IDLE_SECONDS, TimeUnit.SECONDS)) {
                int others = waiting.get() - 1;
                // In one step, so that two that leave at once cannot both rely on each other.
                if (others > 0 && waiting.compareAndSet(others + 1, others)) {
                    return false;
                }
            }
            waiting.decrementAndGet();
            return true;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            waiting.decrementAndGet();
            ended = true;
            return false;
        }
    }

    private void callSuccessor() {
        // Without a further thread the session goes on with those that it has.
        if (waiting.get() > 0 || !spareThreads.tryAcquire()) {
            return;
        }
        int place = addThread();
        if (place == 0) {
            spareThreads.release();
            return;
        }
        try {
            Thread.ofPlatform().daemon().name(name + "/" + place).start(this::workBeside);
        } catch (OutOfMemoryError noThread) {
            spareThreads.release();
            LOG.log(System.Logger.Level.WARNING, "{0}: no further thread: {1}", name, noThread);
            if (threads.decrementAndGet() == 0) {
                // The others left meanwhile; this one may be the lookout, which waits for nobody.
                post.close();
                over.run();
            }
        }
    }

    /** The number of a thread more; 0 if there are as many as may be, or the last one has left. */
    private int addThread() {
        for (int now = threads.get(); now > 0 && now < maxThreads; now = threads.get()) {
            if (threads.compareAndSet(now, now + 1)) {
                return now;
            }
        }
        return 0;
    }

    private void workBeside() {
        try {
            work();
        } finally {
            spareThreads.release();
        }
    }
}
