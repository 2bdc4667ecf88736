package dev.trilith.core.array;

import static dev.trilith.core.array.RefusalCode.GOLDEN_COPY_AT_RISK;
import static dev.trilith.core.array.RefusalCode.ONWARD_LEG_ACTIVE;
import static dev.trilith.core.array.RefusalCode.SOURCE_INCOMPLETE;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The guards of the in-memory array, asked before a copy starts. */
final class MemoryGuards {
    private final InMemoryArray array;
    private final InMemoryArray target;
    private final List<MemoryPair> leg;
    private final @Nullable RefusalCode force;

    MemoryGuards(
            InMemoryArray array,
            InMemoryArray target,
            List<MemoryPair> leg,
            @Nullable RefusalCode force) {
        this.array = array;
        this.target = target;
        this.leg = leg;
        this.force = force;
    }

    /** Guard (a). */
    void sourceIsComplete() {
        if (!image(array, leg, true).complete()) {
            refuse(SOURCE_INCOMPLETE, "the primaries are no image");
        }
    }

    /** Guard (b). */
    void goldenCopyIsSafe() {
        ImageLabel landing = image(target, leg, false);
        if (!leg.get(0).remote() || !landing.complete()) {
            return;
        }
        for (MemoryPair pair : leg) {
            MemoryPair partner =
                    target.data().sending(pair.definition.secondary()).stream()
                            .filter(p -> !p.remote())
                            .findFirst()
                            .orElse(null);
            boolean safe =
                    partner != null
                            && partner.reason == SuspendReason.SPLIT
                            && target.volume(partner.definition.secondary())
                                    .label
                                    .sameStill(landing);
            if (!safe) {
                refuse(
                        GOLDEN_COPY_AT_RISK,
                        pair.definition.secondary() + " holds " + landing + " and no other does");
            }
        }
    }

    /** Guard (c). */
    void onwardLegIsStopped() {
        if (leg.get(0).remote()) {
            return;
        }
        for (MemoryPair pair : leg) {
            boolean onward =
                    target.data().sending(pair.definition.secondary()).stream()
                            .anyMatch(p -> p.remote() && p.active());
            if (onward) {
                refuse(ONWARD_LEG_ACTIVE, pair.definition.secondary() + " is being sent on");
            }
        }
    }

    private void refuse(RefusalCode code, String message) {
        if (code == force) {
            array.events.add("GuardOverridden " + code);
            return;
        }
        throw array.refuse(code, message);
    }

    /** What the primaries or secondaries of a leg hold together. */
    static ImageLabel image(InMemoryArray holder, List<MemoryPair> leg, boolean primaries) {
        ImageLabel whole = null;
        for (MemoryPair pair : leg) {
            VolumeAddress address =
                    primaries ? pair.definition.primary() : pair.definition.secondary();
            ImageLabel label = holder.volume(address).label;
            boolean same =
                    whole == null
                            || (whole.kind() == label.kind()
                                    && (whole.cut() == null || whole.sameStill(label)));
            if (!label.complete() || !same) {
                return ImageLabel.INCOMPLETE;
            }
            whole = whole == null ? label : whole;
        }
        return whole == null ? ImageLabel.INCOMPLETE : whole;
    }
}
