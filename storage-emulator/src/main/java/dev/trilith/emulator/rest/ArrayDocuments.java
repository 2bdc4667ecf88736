package dev.trilith.emulator.rest;

import dev.trilith.contract.AddressDocument;
import dev.trilith.contract.ArrayDocument;
import dev.trilith.contract.CutDocument;
import dev.trilith.contract.EventDocument;
import dev.trilith.contract.FenceDocument;
import dev.trilith.contract.PairDocument;
import dev.trilith.contract.SlotDocument;
import dev.trilith.contract.VolumeDocument;
import dev.trilith.emulator.engine.ArrayView;
import dev.trilith.emulator.engine.Cut;
import dev.trilith.emulator.engine.PairDefinition;
import dev.trilith.emulator.engine.RecordSlot;
import dev.trilith.emulator.engine.SuspendReason;
import dev.trilith.emulator.engine.VolumeAddress;
import dev.trilith.emulator.engine.VolumeDefinition;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The engine's words as messages. */
final class ArrayDocuments {
    private final HostPorts hostPorts;

    ArrayDocuments(HostPorts hostPorts) {
        this.hostPorts = hostPorts;
    }

    ArrayDocument array(ArrayView view, ArrayOwner owner) {
        return new ArrayDocument(
                view.name(),
                owner.name(),
                view.version(),
                view.volumes().stream().map(this::volume).toList(),
                view.pairs().stream().map(ArrayDocuments::pair).toList(),
                view.fences().stream().map(ArrayDocuments::fence).toList(),
                view.events().stream().map(ArrayDocuments::event).toList());
    }

    VolumeDocument volume(ArrayView.VolumeView volume) {
        VolumeDefinition definition = volume.definition();
        OptionalInt nbdPort = hostPorts.nbdPort(definition.port());
        return new VolumeDocument(
                definition.port(),
                definition.lu(),
                definition.drive(),
                definition.sizeBytes(),
                definition.storesManagementInformation(),
                volume.image().kind().name(),
                cut(volume.image().cut()),
                volume.hostWritable(),
                nbdPort.isPresent() ? nbdPort.getAsInt() : null);
    }

    static PairDocument pair(ArrayView.PairView pair) {
        PairDefinition definition = pair.definition();
        SuspendReason reason = pair.reason();
        return new PairDocument(
                definition.name(),
                definition.group(),
                definition.leg(),
                definition.internal() ? "INTERNAL" : "REMOTE",
                address(definition.primary()),
                address(definition.secondary()),
                pair.role().name(),
                pair.status().name(),
                reason == null ? null : reason.name(),
                pair.dirtyBytes(),
                pair.freeze(),
                pair.peerLinkEndpoint());
    }

    static SlotDocument slot(RecordSlot slot) {
        return new SlotDocument(
                slot.port(), slot.lu(), slot.number(), slot.state().name(), slot.content());
    }

    private static FenceDocument fence(ArrayView.FenceView fence) {
        return new FenceDocument(fence.group(), fence.term(), fence.sequence(), fence.owner());
    }

    private static EventDocument event(ArrayView.EventView event) {
        return new EventDocument(event.time(), event.kind().name(), event.text());
    }

    private static AddressDocument address(VolumeAddress address) {
        return new AddressDocument(address.array(), address.port(), address.lu());
    }

    private static @Nullable CutDocument cut(@Nullable Cut cut) {
        return cut == null ? null : new CutDocument(cut.cycle(), cut.still(), cut.time());
    }
}
