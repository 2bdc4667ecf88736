package dev.trilith.operator.array;

import dev.trilith.contract.AddressDocument;
import dev.trilith.contract.ArrayDocument;
import dev.trilith.contract.CutDocument;
import dev.trilith.contract.FenceRequest;
import dev.trilith.contract.OrderRequest;
import dev.trilith.contract.PairDocument;
import dev.trilith.contract.SlotDocument;
import dev.trilith.contract.VolumeDocument;
import dev.trilith.core.array.ArrayFault;
import dev.trilith.core.array.ArrayOrder;
import dev.trilith.core.array.ArraySnapshot;
import dev.trilith.core.array.CopyKind;
import dev.trilith.core.array.Cut;
import dev.trilith.core.array.Fence;
import dev.trilith.core.array.FenceState;
import dev.trilith.core.array.ImageLabel;
import dev.trilith.core.array.PairDefinition;
import dev.trilith.core.array.PairRole;
import dev.trilith.core.array.PairState;
import dev.trilith.core.array.PairStatus;
import dev.trilith.core.array.RecordSlot;
import dev.trilith.core.array.SuspendReason;
import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.array.VolumeState;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Between the messages of the management interface and the words of copy-core. No rules. */
final class ArrayDocuments {
    private ArrayDocuments() {}

    static ArraySnapshot snapshot(String array, ArrayDocument document) {
        if (!array.equals(document.name())) {
            throw new ArrayFault.Contradictory(
                    array,
                    "at the endpoint of array "
                            + array
                            + " answers one that calls itself "
                            + document.name()
                            + ": correct the endpoint");
        }
        return understood(
                array,
                () ->
                        new ArraySnapshot(
                                array,
                                document.volumes().stream().map(v -> volume(array, v)).toList(),
                                document.pairs().stream().map(ArrayDocuments::pair).toList(),
                                document.fences().stream()
                                        .map(f ->
                                                new FenceState(
                                                        f.group(),
                                                        f.term(),
                                                        f.sequence(),
                                                        f.owner()))
                                        .toList()));
    }

    static RecordSlot slot(String array, SlotDocument slot) {
        return understood(
                array,
                () ->
                        new RecordSlot(
                                new VolumeAddress(array, slot.port(), slot.lu()),
                                slot.slot(),
                                RecordSlot.State.valueOf(slot.state()),
                                slot.content()));
    }

    static FenceRequest fence(Fence fence) {
        return new FenceRequest(
                fence.group(), fence.leg(), fence.term(), fence.sequence(), fence.commandId());
    }

    static AddressDocument address(VolumeAddress address) {
        return new AddressDocument(address.array(), address.port(), address.lu());
    }

    static OrderRequest order(ArrayOrder order) {
        Long cycle = null;
        String mode = null;
        Long deadlineMillis = null;
        String force = null;
        switch (order) {
            case ArrayOrder.Freeze freeze -> {
                cycle = freeze.cycle();
                mode = freeze.mode().name();
                deadlineMillis = freeze.deadline().toMillis();
            }
            case ArrayOrder.Resume resume -> cycle = resume.cycle();
            case ArrayOrder.Split split -> cycle = split.cycle();
            case ArrayOrder.Resync resync -> {
                if (resync.force() != null) {
                    force = resync.force().name();
                }
            }
            case ArrayOrder.Suspend suspend -> {}
            case ArrayOrder.Takeover takeover -> {}
            case ArrayOrder.Delete delete -> {}
        }
        return new OrderRequest(
                order.verb(), fence(order.fence()), cycle, mode, deadlineMillis, force);
    }

    private static VolumeState volume(String array, VolumeDocument volume) {
        return new VolumeState(
                new VolumeAddress(array, volume.port(), volume.lu()),
                volume.drive(),
                volume.sizeBytes(),
                volume.storesManagementInformation(),
                new ImageLabel(ImageLabel.Kind.valueOf(volume.image()), cut(volume.cut())),
                volume.hostWritable());
    }

    private static PairState pair(PairDocument pair) {
        String reason = pair.reason();
        return new PairState(
                new PairDefinition(
                        pair.name(),
                        pair.group(),
                        pair.leg(),
                        CopyKind.valueOf(pair.kind()),
                        address(pair.primary()),
                        address(pair.secondary())),
                PairRole.valueOf(pair.role()),
                PairStatus.valueOf(pair.status()),
                reason == null ? null : SuspendReason.valueOf(reason),
                pair.dirtyBytes(),
                pair.freeze());
    }

    private static @Nullable Cut cut(@Nullable CutDocument cut) {
        return cut == null ? null : new Cut(cut.cycle(), cut.still(), cut.consistencyTime());
    }

    private static VolumeAddress address(AddressDocument address) {
        return new VolumeAddress(address.array(), address.port(), address.lu());
    }

    private static <T> T understood(String array, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException | NullPointerException e) {
            throw new ArrayFault.Contradictory(
                    array,
                    "array "
                            + array
                            + " answered something that this version does not know: "
                            + e.getMessage());
        }
    }
}
