package dev.trilith.emulator.engine.array;

import dev.trilith.emulator.engine.Cut;
import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.EventKind;
import dev.trilith.emulator.engine.ImageLabel;
import dev.trilith.emulator.engine.PairStatus;
import dev.trilith.emulator.engine.SuspendReason;
import dev.trilith.emulator.engine.pair.Leg;
import dev.trilith.emulator.engine.pair.LogicalUnit;
import dev.trilith.emulator.engine.pair.Pair;
import dev.trilith.emulator.engine.pair.PairState;
import dev.trilith.emulator.engine.remote.LegWire;
import dev.trilith.emulator.engine.volume.Hold;
import dev.trilith.emulator.engine.volume.Volume;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What stops a leg without an order: a lost connection, or a member that failed. */
final class MemberFailure {
    private final Core core;

    MemberFailure(Core core) {
        this.core = core;
    }

    /** A member of a leg failed. Returns when the leg's stop is durable. */
    void memberFailed(Leg leg, String why) {
        LegWire wire = leg.wire();
        if (wire != null) {
            wire.close(why);
        } else if (leg.internal()) {
            stop(leg, why, null);
            settleLater(leg);
        }
    }

    /**
     * Stops a leg whose freeze is still in force, and lets its hosts go on.
     *
     * @return whether it was
     */
    boolean endFreeze(Leg leg, Leg.Freeze freeze, String why) {
        LegWire[] stopped = new LegWire[1];
        core.tables.locked(() -> {
            LegWire wire = leg.wire();
            if (wire != null && freeze.equals(leg.freeze())) {
                stop(leg, why, wire);
                stopped[0] = wire;
            }
        });
        if (stopped[0] == null) {
            return false;
        }
        stopped[0].close(why);
        return true;
    }

    /** The connection of a leg that this array sends has ended. */
    void wireDown(Leg leg, LegWire wire, String why) {
        stop(leg, why, wire);
    }

    /**
     * The whole leg becomes PSUE at this instant, durably. Only the tables' lock is taken: the
     * writers that wait for this hold the gate.
     */
    private void stop(Leg leg, String why, @Nullable LegWire wire) {
        core.tables.locked(() -> {
            if (!Objects.equals(leg.wire(), wire)) {
                return;
            }
            Leg.Freeze freeze = leg.freeze();
            Change change = core.tables.change();
            boolean ran = false;
            for (Pair pair : leg.pairs()) {
                PairState now = pair.state();
                if (now.running() || now.is(SuspendReason.FROZEN)) {
                    change.state(pair, now.to(PairStatus.PSUE));
                    ran = true;
                }
            }
            try {
                if (ran) {
                    change.commit();
                    leg.stuck(null);
                    core.events.add(EventKind.LegBroken, leg + " is stopped (PSUE): " + why);
                }
            } catch (EngineFault e) {
                leg.stuck(e);
                leg.pairs().forEach(p -> p.state(p.state().to(PairStatus.PSUE)));
                core.tables.changed();
                core.events.add(
                        EventKind.DiskFailed,
                        leg + " is stopped, but that cannot be noted: " + e.getMessage());
            }
            // Only now: who finds no connection takes the stop for durable.
            leg.wire(null);
            leg.freeze(null);
            endHold(freeze);
        });
    }

    /** Lets held writes go on. */
    void endHold(Leg.@Nullable Freeze freeze) {
        Hold hold = freeze == null ? null : freeze.hold();
        if (hold != null) {
            for (LogicalUnit unit : core.tables.units()) {
                if (unit.volume().hold() == hold) {
                    unit.volume().hold(null);
                }
            }
            hold.release();
        }
    }

    /** Internal secondaries that were in step stand still, once nothing is in flight to them. */
    private void settleLater(Leg leg) {
        core.workers.execute(() -> core.exclusively(() -> core.cut(leg, () -> settle(leg))));
    }

    private void settle(Leg leg) {
        Labels labels = new Labels(core);
        Change change = core.tables.change();
        Cut still = null;
        for (Pair pair : leg.pairs()) {
            Volume volume = pair.target().volume();
            boolean moving = volume.label().kind() == ImageLabel.Kind.LIVE;
            if (pair.state().status() != PairStatus.PSUE || !moving) {
                continue;
            }
            try {
                volume.flush();
                still = still == null ? labels.newest(leg).next(core.now()) : still;
                labels.put(change, pair.target(), ImageLabel.still(still));
            } catch (EngineFault e) {
                labels.put(change, pair.target(), ImageLabel.INCOMPLETE);
            }
        }
        if (still != null) {
            change.newest(leg.key().group(), still);
        }
        change.commit();
    }
}
