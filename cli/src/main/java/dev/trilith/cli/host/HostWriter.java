package dev.trilith.cli.host;

import dev.trilith.cli.fault.CliFailure;
import dev.trilith.cli.nbd.NbdClient;
import dev.trilith.cli.stamp.RoundRobin;
import dev.trilith.cli.stamp.Stamp;
import dev.trilith.cli.stamp.StampVerdict;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A host that writes stamps for as long as it likes: each write is sent only when the one before is
 * acknowledged. When a connection breaks it reads back what is there, makes sure that nothing is
 * missing, and goes on after the newest write; so it does when it begins on volumes that hold
 * stamps.
 *
 * <p>One thread calls {@link #run}; {@link #stop} and {@link #cut} may be called from any.
 */
public final class HostWriter {
    private static final int WRITES_PER_FLUSH = 128;
    private static final long FLUSH_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final HostPlan plan;
    private final HostJournal journal;
    private volatile boolean stopping;
    private volatile @Nullable HostConnections connections;
    private @Nullable UUID run;
    private long begun = -1;
    private long acknowledged;
    private long flushed;
    private long flushedNanos;
    private long loggedNanos;
    private long toldNanos;
    private long pauseNanos = FIRST_PAUSE_NANOS;
    private String trouble = "";
    private String resumed = "";

    /** Whether something was asked for that was not acknowledged yet, and since when. */
    private boolean waiting = true;

    private long waitingNanos = System.nanoTime();
    private @Nullable UUID announced;

    public HostWriter(HostPlan plan, HostJournal journal) {
        this.plan = plan;
        this.journal = journal;
        this.run = plan.run();
    }

    /**
     * Writes until it is stopped or has written as many as it was asked to.
     *
     * @return how many writes of the run are acknowledged
     * @throws CliFailure if the volumes do not hold what they must, or nothing was acknowledged for
     *     as long as the plan says
     */
    public long run() {
        while (!done()) {
            try (HostConnections opened = HostConnections.open(plan.volumes(), answerLimit())) {
                connections = opened;
                RoundRobin writes = resume(opened);
                write(opened, writes);
                flush(opened);
            } catch (IOException e) {
                if (!stopping) {
                    broken(e.getMessage() == null ? "the array is gone" : e.getMessage());
                }
            } catch (IllegalArgumentException e) {
                throw new CliFailure(String.valueOf(e.getMessage()), e);
            } finally {
                connections = null;
            }
        }
        tell("stopped");
        return acknowledged;
    }

    /** Who gives up after a time does not wait longer for one answer. */
    private Duration answerLimit() {
        Duration usual = NbdClient.ANSWER_LIMIT;
        Duration patience = plan.patience();
        return patience.isZero() || patience.compareTo(usual) > 0 ? usual : patience;
    }

    /** Has {@link #run} return after the write in flight and a flush. */
    public void stop() {
        stopping = true;
    }

    /** Drops the connections: a write that is held up does not end otherwise. */
    public void cut() {
        stopping = true;
        HostConnections open = connections;
        if (open != null) {
            open.close();
        }
    }

    private boolean done() {
        return stopping || (plan.count() > 0 && begun >= 0 && acknowledged >= begun + plan.count());
    }

    /**
     * Finds out what is there and writes the newest again, which may not have been acknowledged.
     */
    private RoundRobin resume(HostConnections opened) throws IOException {
        HostImage image = opened.read();
        Optional<Stamp> newest = image.newest();
        if (newest.isEmpty()) {
            return begin(opened, image);
        }
        Stamp last = newest.get();
        UUID known = run;
        if (known != null && !known.equals(last.run())) {
            throw unfit(
                    "the volumes hold stamps of run "
                            + last.run()
                            + ", not of the one that --run-id names: go on without it, or fill the"
                            + " volumes' ends with zeros first.");
        }
        // Later they are the ones that were written to, and what lies wrong there is a fault.
        Optional<String> misnamed = begun < 0 ? image.misnamed(last.run()) : Optional.empty();
        if (misnamed.isPresent()) {
            throw unfit(misnamed.get() + " Nothing was written.");
        }
        StampVerdict verdict = image.judge(last);
        if (!verdict.prefix() || last.sequence() < flushed) {
            throw new CliFailure(
                    "the volumes lost writes: "
                            + (verdict.prefix()
                                    ? "%d were flushed, and only %d are there"
                                            .formatted(flushed, last.sequence())
                                    : String.join("; ", verdict.faults()))
                            + ". Nothing more is written.");
        }
        run = last.run();
        acknowledged = last.sequence() - 1;
        RoundRobin writes = new RoundRobin(last.run(), opened.areas(), last.sequence(), 0);
        send(opened, writes);
        if (begun < 0) {
            begun = acknowledged;
        }
        String sentence = "going on after write " + acknowledged + " of run " + last.run();
        if (!sentence.equals(resumed)) {
            journal.note(sentence);
            resumed = sentence;
        }
        settled();
        return writes;
    }

    /** Before the first write it is what was given that does not fit, later what is there. */
    private CliFailure unfit(String sentence) {
        return begun < 0 ? CliFailure.ofArgument(sentence) : new CliFailure(sentence);
    }

    private RoundRobin begin(HostConnections opened, HostImage image) {
        if (flushed > 0) {
            throw new CliFailure(
                    "the volumes are empty, but "
                            + flushed
                            + " writes were flushed: they were lost. Nothing more is written.");
        }
        List<String> used = image.used();
        if (!used.isEmpty()) {
            throw unfit(
                    "other data lies at the end of "
                            + String.join(", ", used)
                            + ", where the stamps would go: zeros have to be there (in the last"
                            + " mebibyte, or the last eighth of a small volume). Nothing was written.");
        }
        UUID chosen = run == null ? UUID.randomUUID() : run;
        run = chosen;
        acknowledged = 0;
        begun = 0;
        if (!chosen.equals(announced)) {
            int count = plan.volumes().size();
            journal.note(
                    "beginning run "
                            + chosen
                            + " on "
                            + (count == 1 ? "1 volume" : count + " volumes"));
            announced = chosen;
        }
        settled();
        return new RoundRobin(chosen, opened.areas(), 0, 0);
    }

    private void settled() {
        flushedNanos = System.nanoTime();
        toldNanos = flushedNanos;
    }

    private void write(HostConnections opened, RoundRobin writes) throws IOException {
        long gap = TimeUnit.SECONDS.toNanos(1) / plan.perSecond();
        long due = System.nanoTime();
        while (!done()) {
            send(opened, writes);
            goesOn();
            long now = System.nanoTime();
            if (acknowledged - flushed >= WRITES_PER_FLUSH || now - flushedNanos >= FLUSH_NANOS) {
                flush(opened);
            }
            // Time that was lost is not made up for: a host does not hurry after a freeze.
            due = Math.max(due + gap, now);
            LockSupport.parkNanos(due - now);
        }
    }

    private void send(HostConnections opened, RoundRobin writes) throws IOException {
        asks();
        Stamp stamp = writes.stamp(acknowledged + 1);
        opened.volume(stamp.volume())
                .write(stamp.block() * Stamp.BLOCK_BYTES, stamp.encode(), false);
        acknowledged++;
    }

    private void asks() {
        if (!waiting) {
            waiting = true;
            waitingNanos = System.nanoTime();
        }
    }

    /** A new write was acknowledged: that the newest one is there again is no progress. */
    private void goesOn() {
        waiting = false;
        trouble = "";
        pauseNanos = FIRST_PAUSE_NANOS;
    }

    private void flush(HostConnections opened) throws IOException {
        asks();
        opened.flush();
        waiting = false;
        flushed = acknowledged;
        long now = System.nanoTime();
        flushedNanos = now;
        UUID current = run;
        if (current != null && (now - loggedNanos >= FLUSH_NANOS || done())) {
            journal.acknowledged(current, acknowledged, flushed);
            loggedNanos = now;
        }
        if (now - toldNanos >= TELL_NANOS) {
            tell("writing");
            toldNanos = now;
        }
    }

    private void tell(String what) {
        journal.note(
                "%s: %,d writes acknowledged, %,d of them flushed"
                        .formatted(what, acknowledged, flushed));
    }

    private void broken(String why) {
        UUID current = run;
        if (current != null && !trouble.equals(why)) {
            journal.acknowledged(current, acknowledged, flushed);
        }
        if (!trouble.equals(why)) {
            journal.note(why + "; trying again");
            trouble = why;
        }
        asks();
        long patience = plan.patience().toNanos();
        long left = patience - (System.nanoTime() - waitingNanos);
        if (patience > 0 && left <= 0) {
            throw CliFailure.ofUnreachable(
                    "nothing was acknowledged for " + plan.patience().toMillis() + " ms: " + why);
        }
        LockSupport.parkNanos(patience > 0 ? Math.min(pauseNanos, left) : pauseNanos);
        pauseNanos = Math.min(LONGEST_PAUSE_NANOS, pauseNanos * 2);
    }
}
