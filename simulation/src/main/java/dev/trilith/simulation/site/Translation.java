package dev.trilith.simulation.site;

import dev.trilith.core.array.ArrayFault;
import dev.trilith.core.array.ArrayOrder;
import dev.trilith.core.array.ArraySnapshot;
import dev.trilith.core.array.CopyKind;
import dev.trilith.core.array.Fence;
import dev.trilith.core.array.FenceState;
import dev.trilith.core.array.ImageLabel;
import dev.trilith.core.array.PairDefinition;
import dev.trilith.core.array.PairRole;
import dev.trilith.core.array.PairState;
import dev.trilith.core.array.PairStatus;
import dev.trilith.core.array.RecordSlot;
import dev.trilith.core.array.RefusalCode;
import dev.trilith.core.array.SuspendReason;
import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.array.VolumeState;
import dev.trilith.emulator.engine.ArrayView;
import dev.trilith.emulator.engine.Cut;
import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.FreezeMode;
import dev.trilith.emulator.engine.Order;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The array's words in the programs' words and back, as REST carries them. */
public final class Translation {
    private Translation() {}

    static dev.trilith.emulator.engine.VolumeAddress address(VolumeAddress address) {
        return new dev.trilith.emulator.engine.VolumeAddress(
                address.array(), address.port(), address.lu());
    }

    static VolumeAddress address(dev.trilith.emulator.engine.VolumeAddress address) {
        return new VolumeAddress(address.array(), address.port(), address.lu());
    }

    static dev.trilith.emulator.engine.Fence fence(Fence fence) {
        return new dev.trilith.emulator.engine.Fence(
                fence.group(), fence.leg(), fence.term(), fence.sequence(), fence.commandId());
    }

    static dev.trilith.emulator.engine.PairDefinition pair(PairDefinition pair) {
        return new dev.trilith.emulator.engine.PairDefinition(
                pair.name(),
                pair.group(),
                pair.leg(),
                address(pair.primary()),
                address(pair.secondary()));
    }

    private static PairDefinition pair(dev.trilith.emulator.engine.PairDefinition pair) {
        return new PairDefinition(
                pair.name(),
                pair.group(),
                pair.leg(),
                pair.internal() ? CopyKind.INTERNAL : CopyKind.REMOTE,
                address(pair.primary()),
                address(pair.secondary()));
    }

    static Order order(ArrayOrder order) {
        dev.trilith.emulator.engine.Fence fence = fence(order.fence());
        return switch (order) {
            case ArrayOrder.Resync o ->
                    new Order.Resync(
                            fence,
                            o.force() == null ? null : EngineFault.Code.valueOf(o.force().name()));
            case ArrayOrder.Split o -> new Order.Split(fence, o.cycle());
            case ArrayOrder.Suspend o -> new Order.Suspend(fence);
            case ArrayOrder.Freeze o ->
                    new Order.Freeze(
                            fence, o.cycle(), FreezeMode.valueOf(o.mode().name()), o.deadline());
            case ArrayOrder.Resume o -> new Order.Resume(fence, o.cycle());
            case ArrayOrder.Takeover o -> new Order.Takeover(fence);
            case ArrayOrder.Delete o -> new Order.Delete(fence);
        };
    }

    /** A label in the programs' words. */
    public static ImageLabel label(dev.trilith.emulator.engine.ImageLabel label) {
        Cut cut = label.cut();
        return cut == null
                ? new ImageLabel(ImageLabel.Kind.valueOf(label.kind().name()), null)
                : ImageLabel.still(
                        new dev.trilith.core.array.Cut(cut.cycle(), cut.still(), cut.time()));
    }

    /** What an array says of its volumes, and nothing of pairs and fences. */
    public static ArraySnapshot volumesOnly(ArrayView view) {
        return new ArraySnapshot(view.name(), volumes(view), List.of(), List.of());
    }

    private static List<VolumeState> volumes(ArrayView view) {
        return view.volumes().stream()
                .map(v ->
                        new VolumeState(
                                new VolumeAddress(
                                        view.name(), v.definition().port(), v.definition().lu()),
                                v.definition().drive(),
                                v.definition().sizeBytes(),
                                v.definition().storesManagementInformation(),
                                label(v.image()),
                                v.hostWritable()))
                .toList();
    }

    /** All that an array shows. */
    public static ArraySnapshot snapshot(ArrayView view) {
        return new ArraySnapshot(
                view.name(),
                volumes(view),
                view.pairs().stream().map(Translation::pair).toList(),
                view.fences().stream()
                        .map(f -> new FenceState(f.group(), f.term(), f.sequence(), f.owner()))
                        .toList());
    }

    private static PairState pair(ArrayView.PairView pair) {
        dev.trilith.emulator.engine.SuspendReason reason = pair.reason();
        return new PairState(
                pair(pair.definition()),
                PairRole.valueOf(pair.role().name()),
                PairStatus.valueOf(pair.status().name()),
                reason == null ? null : SuspendReason.valueOf(reason.name()),
                pair.dirtyBytes(),
                pair.freeze());
    }

    static RecordSlot slot(String array, dev.trilith.emulator.engine.RecordSlot slot) {
        return new RecordSlot(
                new VolumeAddress(array, slot.port(), slot.lu()),
                slot.number(),
                RecordSlot.State.valueOf(slot.state().name()),
                slot.content());
    }

    static ArrayFault fault(String array, EngineFault fault) {
        @Nullable RefusalCode code =
                Arrays.stream(RefusalCode.values())
                        .filter(c -> c.name().equals(fault.code().name()))
                        .findFirst()
                        .orElse(null);
        String message = String.valueOf(fault.getMessage());
        return code == null
                ? new ArrayFault.Contradictory(array, message)
                : new ArrayFault.Refused(array, code, message);
    }
}
