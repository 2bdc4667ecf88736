package dev.trilith.emulator.engine.array;

import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.EventKind;
import dev.trilith.emulator.engine.ImageLabel;
import dev.trilith.emulator.engine.PairRole;
import dev.trilith.emulator.engine.SuspendReason;
import dev.trilith.emulator.engine.pair.Leg;
import dev.trilith.emulator.engine.pair.LogicalUnit;
import dev.trilith.emulator.engine.pair.Pair;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The guards of the semantics page. Used under the orders lock. */
final class Guards {
    private final Core core;

    Guards(Core core) {
        this.core = core;
    }

    /** Guard (a). */
    void sourceIsImage(Leg leg, List<ImageLabel> primaries, EngineFault.@Nullable Code force) {
        if (!Labels.image(primaries)) {
            refuse(
                    leg,
                    EngineFault.Code.SOURCE_INCOMPLETE,
                    force,
                    "the primaries of " + leg + " are not one complete image: " + primaries);
        }
    }

    /** Guard (b), at the array with the landing volumes, for a copy out of order. */
    void goldenCopyIsSafe(Leg leg, EngineFault.@Nullable Code force) {
        if (!Labels.image(Labels.secondaries(leg))) {
            return;
        }
        for (Pair pair : leg.pairs()) {
            LogicalUnit landing = pair.target();
            if (landing.downstream().stream().noneMatch(p -> keeps(p, landing))) {
                refuse(
                        leg,
                        EngineFault.Code.GOLDEN_COPY_AT_RISK,
                        force,
                        landing
                                + " holds "
                                + landing.volume().label()
                                + " and no split internal copy here holds the same image; take and"
                                + " split an internal copy first");
                return;
            }
        }
    }

    private static boolean keeps(Pair partner, LogicalUnit landing) {
        return partner.role() == PairRole.BOTH
                && partner.state().is(SuspendReason.SPLIT)
                && partner.target().volume().label().sameStill(landing.volume().label());
    }

    /** Guard (c), for an internal copy. */
    void onwardLegIsStopped(Leg leg, EngineFault.@Nullable Code force) {
        for (Pair pair : leg.pairs()) {
            for (Pair onward : pair.target().downstream()) {
                if (onward.sends() && onward.state().running()) {
                    refuse(
                            leg,
                            EngineFault.Code.ONWARD_LEG_ACTIVE,
                            force,
                            pair.target()
                                    + " is being sent on by "
                                    + onward
                                    + ", which is "
                                    + onward.state()
                                    + "; suspend it first");
                    return;
                }
            }
        }
    }

    private void refuse(
            Leg leg, EngineFault.Code code, EngineFault.@Nullable Code force, String why) {
        if (code == force) {
            core.events.add(EventKind.GuardForced, code + " overridden for " + leg + ": " + why);
            return;
        }
        throw core.fault(code, why);
    }
}
