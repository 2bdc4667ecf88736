package dev.trilith.core.step;

import dev.trilith.core.array.ArrayOrder;
import dev.trilith.core.array.Fence;
import dev.trilith.core.array.FreezeMode;
import java.time.Duration;
import java.util.Objects;

/** Turns a decided order into the one that the array understands. */
public final class Orders {
    private Orders() {}

    /**
     * The order on the wire.
     *
     * @param order what was decided; a freeze and a resume must name their cut
     * @param fence group, leg and number
     * @param mode what host writes do during a freeze
     * @param deadline when a holding freeze ends by itself
     */
    public static ArrayOrder of(LegOrder order, Fence fence, FreezeMode mode, Duration deadline) {
        return switch (order.verb()) {
            case RESYNC -> new ArrayOrder.Resync(fence, null);
            case SPLIT -> new ArrayOrder.Split(fence, order.cycle());
            case SUSPEND -> new ArrayOrder.Suspend(fence);
            case FREEZE -> new ArrayOrder.Freeze(fence, cut(order), mode, deadline);
            case RESUME -> new ArrayOrder.Resume(fence, cut(order));
            case TAKEOVER -> new ArrayOrder.Takeover(fence);
        };
    }

    private static long cut(LegOrder order) {
        return Objects.requireNonNull(order.cycle(), () -> order + " names no cut");
    }
}
