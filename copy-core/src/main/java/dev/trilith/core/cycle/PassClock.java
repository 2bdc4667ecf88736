package dev.trilith.core.cycle;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a pass is due: an interval after the start of the last, at once for a new token, never while
 * paused without one.
 */
final class PassClock {
    private CycleSettings settings;
    private Instant lastStart = Instant.MIN;
    private String lastToken = "";
    private boolean open;
    private boolean throughRun = true;
    private int voidCuts;
    private long voidCut;

    PassClock(CycleSettings settings) {
        this.settings = settings;
    }

    CycleSettings settings() {
        return settings;
    }

    void settings(CycleSettings next) {
        // Told again and again that it is paused, a pass under way goes through 1105 once.
        throughRun |= next.paused() && !settings.paused();
        settings = next;
    }

    /** Goes on from a record: the pass that it shows under way is still under way. */
    void adopt(Instant recordedAt, String token, boolean underWay) {
        lastStart = recordedAt;
        lastToken = token;
        open = underWay;
        throughRun = settings.paused();
    }

    boolean due(Instant now) {
        if (open || tokenIsNew()) {
            return true;
        }
        return !settings.paused() && !now.isBefore(nextStart(now));
    }

    boolean throughRun() {
        return throughRun;
    }

    /** Step 1105 was announced. */
    void wentThroughRun() {
        throughRun = false;
    }

    /** A pass starts, unless it is under way. */
    void start(Instant now) {
        if (!open) {
            open = true;
            lastStart = now;
            lastToken = settings.runToken();
        }
    }

    /** The pass under way is at its end. */
    void end() {
        open = false;
        throughRun |= settings.paused();
    }

    /**
     * A cut's freeze is over. If it was not split yet the cut is lost: once a new pass starts at
     * once, then only after an interval.
     */
    void cutVoid(Instant now, long cut) {
        if (cut == voidCut) {
            return; // the first array has noticed as well
        }
        voidCut = cut;
        if (open && ++voidCuts > 1) {
            open = false;
            lastStart = now;
        }
    }

    /** Hosts are held for a new cut. */
    void cutBegun() {
        voidCut = 0;
    }

    /** The last cut that went void, if none was begun since; else 0. */
    long voidCut() {
        return voidCut;
    }

    void cutHeld() {
        voidCuts = 0;
    }

    boolean open() {
        return open;
    }

    /** The last run-now token that was carried out. */
    String token() {
        return lastToken;
    }

    /** When the next pass is due; null while paused or under way. */
    @Nullable Instant nextAt(Instant now) {
        if (open || settings.paused()) {
            return null;
        }
        Instant next = nextStart(now);
        return next.isBefore(now) ? now : next;
    }

    private Instant nextStart(Instant now) {
        if (lastStart.isAfter(now)) {
            // The clock was set back: nobody waits longer than an interval for that.
            lastStart = now;
        }
        Duration interval = settings.interval();
        return lastStart.equals(Instant.MIN) ? Instant.MIN : lastStart.plus(interval);
    }

    private boolean tokenIsNew() {
        return !settings.runToken().isEmpty() && !settings.runToken().equals(lastToken);
    }
}
