package dev.trilith.emulator.rest;

import dev.trilith.contract.OrderRequest;
import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.Fence;
import dev.trilith.emulator.engine.FreezeMode;
import dev.trilith.emulator.engine.Order;
import java.time.Duration;

/** Order messages in the engine's words. */
final class Orders {
    /** A freeze that lets writes go on never holds one, so its deadline is only a formality. */
    private static final long GO_DEADLINE_MILLIS = 1;

    private Orders() {}

    private enum Verb {
        RESYNC,
        SPLIT,
        SUSPEND,
        FREEZE,
        RESUME,
        TAKEOVER,
        DELETE
    }

    static Order parse(OrderRequest request) {
        Verb verb = Fields.word("verb", request.verb(), Verb.class);
        Fence fence = Fields.fence(request.fence());
        refuseStrangers(verb, request);
        return switch (verb) {
            case RESYNC ->
                    new Order.Resync(
                            fence,
                            request.force() == null
                                    ? null
                                    : Fields.word(
                                            "force", request.force(), EngineFault.Code.class));
            case SPLIT -> new Order.Split(fence, request.cycle());
            case SUSPEND -> new Order.Suspend(fence);
            case FREEZE -> freeze(fence, request);
            case RESUME -> new Order.Resume(fence, Fields.required("cycle", request.cycle()));
            case TAKEOVER -> new Order.Takeover(fence);
            case DELETE -> new Order.Delete(fence);
        };
    }

    private static Order freeze(Fence fence, OrderRequest request) {
        long cycle = Fields.required("cycle", request.cycle());
        FreezeMode mode = Fields.word("freezeMode", request.freezeMode(), FreezeMode.class);
        Long deadline = request.deadlineMillis();
        long millis =
                mode == FreezeMode.GO && deadline == null
                        ? GO_DEADLINE_MILLIS
                        : Fields.required("deadlineMillis", deadline);
        return new Order.Freeze(fence, cycle, mode, Duration.ofMillis(millis));
    }

    private static void refuseStrangers(Verb verb, OrderRequest request) {
        if (verb != Verb.RESYNC) {
            Fields.absent("force", request.force(), verb.name());
        }
        if (verb != Verb.FREEZE) {
            Fields.absent("freezeMode", request.freezeMode(), verb.name());
            Fields.absent("deadlineMillis", request.deadlineMillis(), verb.name());
        }
        if (verb != Verb.FREEZE && verb != Verb.RESUME && verb != Verb.SPLIT) {
            Fields.absent("cycle", request.cycle(), verb.name());
        }
    }
}
