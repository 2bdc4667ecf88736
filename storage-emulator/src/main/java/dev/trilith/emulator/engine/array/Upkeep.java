package dev.trilith.emulator.engine.array;

import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.EventKind;
import dev.trilith.emulator.engine.pair.Leg;
import dev.trilith.emulator.engine.pair.LogicalUnit;
import dev.trilith.emulator.engine.pair.Pair;
import dev.trilith.emulator.engine.remote.LegWire;
import dev.trilith.emulator.engine.remote.LinkDownException;
import dev.trilith.emulator.engine.remote.Pending;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Cleans active marks in generations: what was written before a rotation and flushed on both sides
 * after it cannot differ after a crash.
 */
final class Upkeep {
    private static final long PERIOD_SECONDS = 10;

    private final Core core;

    Upkeep(Core core) {
        this.core = core;
    }

    void start() {
        core.after(TimeUnit.SECONDS.toNanos(PERIOD_SECONDS), this::runAndRepeat);
    }

    private void runAndRepeat() {
        try {
            clean();
        } finally {
            if (!core.closing) {
                start();
            }
        }
    }

    /** One generation of every leg in step. */
    void clean() {
        for (Leg leg : core.tables.legs()) {
            List<Pair> pairs =
                    leg.pairs().stream()
                            .filter(p -> p.mode() == Pair.Mode.MIRROR)
                            .filter(p -> p.differences().hasActive())
                            .toList();
            if (!pairs.isEmpty()) {
                try {
                    clean(leg, pairs);
                } catch (EngineFault | IOException e) {
                    core.events.add(
                            EventKind.DiskFailed,
                            "the bitmaps of " + leg + " cannot be cleaned: " + e.getMessage());
                }
            }
        }
    }

    private void clean(Leg leg, List<Pair> pairs) throws IOException {
        List<Pair> rotated = new ArrayList<>();
        // Gates are joined under the orders lock only.
        core.exclusively(() -> core.cut(leg, () -> rotate(pairs, rotated)));
        LegWire wire = leg.wire();
        for (Pair pair : rotated) {
            if (flushed(pair, wire)) {
                pair.differences().agedDurable();
            }
        }
    }

    /** A leg may have been stopped since it was listed: its marks are what is to be copied. */
    private static void rotate(List<Pair> pairs, List<Pair> rotated) {
        for (Pair pair : pairs) {
            if (pair.mode() == Pair.Mode.MIRROR) {
                pair.differences().rotate();
                rotated.add(pair);
            }
        }
    }

    private static boolean flushed(Pair pair, @Nullable LegWire wire) {
        LogicalUnit secondary = pair.secondary();
        if (secondary != null) {
            pair.source().volume().flush();
            secondary.volume().flush();
            return true;
        }
        if (wire == null) {
            return false;
        }
        try {
            Pending answer = wire.flush(pair.wireIndex());
            pair.source().volume().flush();
            return answer.await(Duration.ofSeconds(60)) == Pending.Outcome.DONE;
        } catch (LinkDownException e) {
            return false;
        }
    }
}
