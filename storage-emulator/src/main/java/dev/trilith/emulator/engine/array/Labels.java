package dev.trilith.emulator.engine.array;

import dev.trilith.emulator.engine.Cut;
import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.ImageLabel;
import dev.trilith.emulator.engine.PairRole;
import dev.trilith.emulator.engine.PairStatus;
import dev.trilith.emulator.engine.pair.Leg;
import dev.trilith.emulator.engine.pair.LogicalUnit;
import dev.trilith.emulator.engine.pair.Pair;
import dev.trilith.emulator.engine.remote.LegCommand;
import dev.trilith.emulator.engine.remote.LegWire;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Labels of volumes, and how those in step follow. Used under the orders lock. */
final class Labels {
    private final Core core;

    Labels(Core core) {
        this.core = core;
    }

    /** Whether labels are those of one image. */
    static boolean image(List<ImageLabel> labels) {
        return labels.stream().allMatch(l -> l.complete() && l.sameImage(labels.get(0)));
    }

    static List<ImageLabel> primaries(Leg leg) {
        return leg.pairs().stream().map(p -> p.source().volume().label()).toList();
    }

    /** What the pairs hold that the leg's connection knows by number, in their order there. */
    static List<ImageLabel> sent(Leg leg) {
        return leg.pairs().stream()
                .filter(p -> p.wireIndex() >= 0)
                .sorted(Comparator.comparingInt(Pair::wireIndex))
                .map(p -> p.source().volume().label())
                .toList();
    }

    static List<ImageLabel> secondaries(Leg leg) {
        return leg.pairs().stream().map(p -> p.target().volume().label()).toList();
    }

    /** Labels a volume and the internal secondaries that are in step with it. */
    void put(Change change, LogicalUnit unit, ImageLabel label) {
        change.label(unit, label);
        for (Pair pair : unit.downstream()) {
            if (pair.role() == PairRole.BOTH && change.stateOf(pair).status() == PairStatus.PAIR) {
                put(change, pair.target(), label);
            }
        }
    }

    /**
     * Tells the arrays that are in step with labelled volumes what those hold now. Call after the
     * change is in force; for INCOMPLETE, before the first byte follows it.
     */
    void tellOthers(LogicalUnit unit) {
        Set<Leg> legs = new LinkedHashSet<>();
        collect(unit, legs);
        for (Leg leg : legs) {
            LegWire wire = leg.wire();
            if (wire != null) {
                try {
                    wire.command(new LegCommand.Relabel(sent(leg)));
                } catch (EngineFault e) {
                    // Not told, so no longer in step.
                    wire.close("the labels could not be sent: " + e.getMessage());
                }
            }
        }
    }

    private static void collect(LogicalUnit unit, Set<Leg> legs) {
        for (Pair pair : unit.downstream()) {
            if (pair.state().status() != PairStatus.PAIR) {
                continue;
            }
            if (pair.sends()) {
                legs.add(pair.leg());
            } else {
                collect(pair.target(), legs);
            }
        }
    }

    /** The volumes that follow a volume's label, itself included. */
    static void followers(LogicalUnit unit, Set<LogicalUnit> into) {
        into.add(unit);
        for (Pair pair : unit.downstream()) {
            if (pair.role() == PairRole.BOTH && pair.state().status() == PairStatus.PAIR) {
                followers(pair.target(), into);
            }
        }
    }

    /** Makes the secondaries of a leg durable, and what follows them. */
    void flushSecondaries(Leg leg) {
        Set<LogicalUnit> units = new LinkedHashSet<>();
        leg.pairs().forEach(p -> followers(p.target(), units));
        core.flush(units);
    }

    /** The newest cut that this array has seen on the chain of a leg. */
    Cut newest(Leg leg) {
        Cut newest = core.tables.newest(leg.key().group());
        for (LogicalUnit unit : Gates.joined(leg.pairs())) {
            Pair up = unit.upstream();
            List<Pair> all = new ArrayList<>(unit.downstream());
            if (up != null) {
                all.add(up);
            }
            for (Pair pair : all) {
                Cut other = core.tables.newest(pair.definition().group());
                newest = other.compareTo(newest) > 0 ? other : newest;
            }
            Cut own = unit.volume().label().cut();
            newest = own != null && own.compareTo(newest) > 0 ? own : newest;
        }
        return newest;
    }

    /**
     * Rules 5 and 6: secondaries that moved in step stand still from now on, all with one number.
     * The gate is closed and their data is durable; a volume whose flush failed holds no image.
     */
    void stop(Change change, Leg leg) {
        Cut still = null;
        for (Pair pair : leg.pairs()) {
            LogicalUnit secondary = pair.target();
            ImageLabel label = secondary.volume().label();
            if (secondary.volume().failed()) {
                put(change, secondary, ImageLabel.INCOMPLETE);
            } else if (pair.state().status() == PairStatus.PAIR
                    && label.kind() == ImageLabel.Kind.LIVE) {
                if (still == null) {
                    still = newest(leg).next(core.now());
                    change.newest(leg.key().group(), still);
                }
                put(change, secondary, ImageLabel.still(still));
            }
        }
    }
}
