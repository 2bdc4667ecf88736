package dev.trilith.emulator.engine.array;

import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.EventKind;
import dev.trilith.emulator.engine.PairStatus;
import dev.trilith.emulator.engine.SuspendReason;
import dev.trilith.emulator.engine.pair.Leg;
import dev.trilith.emulator.engine.pair.Pair;
import java.io.IOException;
import java.util.List;

/** The pairs of a leg that a RESYNC starts. Used under the orders lock. */
final class Starts {
    private final Core core;
    private final Leg leg;
    private final List<Pair> pairs;

    private Starts(Core core, Leg leg, List<Pair> pairs) {
        this.core = core;
        this.leg = leg;
        this.pairs = pairs;
    }

    /** Those that do not run yet; refused if one is frozen or taken over. */
    static Starts of(Core core, Leg leg, String verb) {
        List<Pair> pairs = leg.pairs().stream().filter(p -> !p.state().running()).toList();
        for (Pair pair : pairs) {
            boolean frozen = pair.state().is(SuspendReason.FROZEN) && !verb.equals("RESUME");
            if (frozen || pair.state().status() == PairStatus.SSWS) {
                throw core.fault(
                        EngineFault.Code.WRONG_STATE,
                        verb + " does not fit " + pair + ", which is " + pair.state());
            }
        }
        return new Starts(core, leg, pairs);
    }

    boolean isEmpty() {
        return pairs.isEmpty();
    }

    List<Pair> pairs() {
        return pairs;
    }

    boolean contains(Pair pair) {
        return pairs.contains(pair);
    }

    /** A copy's identity, which no other copy has. */
    long newId() {
        long id = core.config.random().nextLong();
        return id == 0 ? 1 : id;
    }

    /** Everything of a pair that was never copied differs. */
    void markNew() {
        for (Pair pair : pairs) {
            if (pair.state().copyId() == 0) {
                markAll(pair);
            }
        }
    }

    void markAll(Pair pair) {
        try {
            pair.differences().markAll();
        } catch (IOException e) {
            throw core.fault(
                    EngineFault.Code.DISK_ERROR, "the bitmap of " + pair + " cannot be written", e);
        }
    }

    /** Counts what may not have been durable as differing. The gate is closed. */
    void absorb() {
        for (Pair pair : pairs) {
            try {
                pair.differences().absorbActive();
            } catch (IOException e) {
                throw core.fault(
                        EngineFault.Code.DISK_ERROR,
                        "the bitmap of " + pair + " cannot be written",
                        e);
            }
        }
    }

    /** Nothing in flight and both sides durable: after a crash nothing needs to be copied. */
    static void forgetActive(Core core, Pair pair) {
        try {
            pair.differences().allDurable();
        } catch (IOException e) {
            // The marks stay: more is copied than needed, never less.
            core.events.add(
                    EventKind.DiskFailed,
                    "the bitmap of " + pair + " cannot be cleaned: " + e.getMessage());
        }
    }

    boolean nothingDiffers() {
        boolean allStart = pairs.size() == leg.pairs().size();
        return pairs.stream().allMatch(p -> p.differences().clean())
                && (allStart
                        || leg.pairs().stream()
                                .noneMatch(p -> p.state().status() == PairStatus.COPY));
    }

    /** Lets writes go to both sides from now on. The gate is closed, the state durable. */
    void run(boolean direct) {
        for (Pair pair : pairs) {
            pair.toCopy(direct ? null : pair.differences().dirtyGrains());
            pair.mode(direct ? Pair.Mode.MIRROR : Pair.Mode.COPYING);
        }
        if (!direct) {
            // The leg gets into step as a whole, so those that were copying go on in this copy.
            for (Pair pair : leg.pairs()) {
                if (pair.mode() == Pair.Mode.COPYING && !pairs.contains(pair)) {
                    pair.toCopy(pair.differences().dirtyGrains());
                }
            }
        }
    }
}
