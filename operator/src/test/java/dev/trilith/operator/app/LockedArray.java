package dev.trilith.operator.app;

import dev.trilith.core.array.ArrayFault;
import dev.trilith.core.array.ArrayOrder;
import dev.trilith.core.array.ArraySnapshot;
import dev.trilith.core.array.Fence;
import dev.trilith.core.array.PairDefinition;
import dev.trilith.core.array.RecordSlot;
import dev.trilith.core.array.StorageArray;
import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.array.VolumeSpec;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** An in-memory array for many threads: one at a time is in the world; what changes it is told. */
final class LockedArray implements StorageArray {
    private final Object world;
    private final StorageArray array;
    private final Consumer<ArrayOrder> orders;
    private final Consumer<String> changes;
    private final BooleanSupplier ownerHidden;

    LockedArray(
            Object world,
            StorageArray array,
            Consumer<ArrayOrder> orders,
            Consumer<String> changes,
            BooleanSupplier ownerHidden) {
        this.world = world;
        this.array = array;
        this.orders = orders;
        this.changes = changes;
        this.ownerHidden = ownerHidden;
    }

    @Override
    public String name() {
        return array.name();
    }

    @Override
    public ArraySnapshot snapshot() {
        synchronized (world) {
            return array.snapshot();
        }
    }

    @Override
    public void defineVolume(VolumeSpec volume) {
        change("define " + volume.address(), () -> array.defineVolume(volume));
    }

    @Override
    public void registerPair(PairDefinition pair, String peerLinkEndpoint) {
        change(
                "register " + pair.name() + " at " + name() + " peer " + peerLinkEndpoint,
                () -> array.registerPair(pair, peerLinkEndpoint));
    }

    @Override
    public void order(ArrayOrder order) {
        orders.accept(order);
        change(order.verb() + " " + order.fence().leg(), () -> array.order(order));
    }

    @Override
    public void seal(String group, long term, String owner) {
        change(
                "seal " + group + " " + term + " at " + name(),
                () -> array.seal(group, term, owner));
    }

    @Override
    public List<RecordSlot> readRecords() {
        synchronized (world) {
            return array.readRecords();
        }
    }

    @Override
    public void writeRecord(
            VolumeAddress managementVolume, Fence fence, long after, String content) {
        change(
                "record at " + managementVolume,
                () -> array.writeRecord(managementVolume, fence, after, content));
    }

    @Override
    public void writeWitness(VolumeAddress managementVolume, Fence fence, String text) {
        change(
                "witness at " + managementVolume,
                () -> array.writeWitness(managementVolume, fence, text));
    }

    @Override
    public boolean reaches(String peer) {
        synchronized (world) {
            return array.reaches(peer);
        }
    }

    @Override
    public String owner() {
        if (ownerHidden.getAsBoolean()) {
            throw new ArrayFault.Unreachable(name(), "array " + name() + " hides its owner");
        }
        synchronized (world) {
            return array.owner();
        }
    }

    private void change(String what, Runnable call) {
        synchronized (world) {
            call.run();
        }
        changes.accept(what);
    }
}
