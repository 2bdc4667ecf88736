package dev.trilith.core.array;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The data path of the in-memory array: host writes, copies, labels that follow. */
public final class MemoryData {
    /** A host write on its way. */
    public static final class HostWrite {
        private final VolumeAddress address;
        private final int block;
        private final byte[] bytes;
        private boolean acknowledged;

        HostWrite(VolumeAddress address, int block, byte[] bytes) {
            this.address = address;
            this.block = block;
            this.bytes = bytes.clone();
        }

        /** Whether the host was told that the write is safe. */
        public boolean acknowledged() {
            return acknowledged;
        }
    }

    final Deque<HostWrite> waiting = new ArrayDeque<>();
    private final InMemoryArray array;

    MemoryData(InMemoryArray array) {
        this.array = array;
    }

    HostWrite hostWrite(VolumeAddress address, int block, byte[] bytes) {
        MemoryVolume volume = array.volume(address);
        if (block < volume.firstBlock() || block >= volume.blockCount()) {
            throw array.refuse(RefusalCode.INVALID_VALUE, "no host may write block " + block);
        }
        if (!hostMayWrite(address)) {
            throw array.refuse(RefusalCode.WRONG_STATE, address + " is read only");
        }
        HostWrite write = new HostWrite(address, block, bytes);
        if (held(address)) {
            waiting.add(write);
        } else {
            finish(write);
        }
        return write;
    }

    private void finish(HostWrite write) {
        MemoryVolume volume = array.volume(write.address);
        MemoryPair split = secondaryPair(write.address);
        if (split != null) {
            boolean taken = split.status == PairStatus.SSWS;
            label(volume, taken ? ImageLabel.LIVE : ImageLabel.INCOMPLETE);
            split.dirty.set(write.block);
        }
        write(volume, write.block, write.bytes);
        write.acknowledged = true;
    }

    /** Writes that waited for a freeze to end go on. */
    void release() {
        List<HostWrite> ready = new ArrayList<>(waiting);
        waiting.clear();
        for (HostWrite write : ready) {
            if (held(write.address)) {
                waiting.add(write);
            } else {
                finish(write);
            }
        }
    }

    private boolean held(VolumeAddress address) {
        return array.pairs.values().stream()
                .anyMatch(p -> p.definition.primary().equals(address) && p.holdsWrites());
    }

    boolean hostMayWrite(VolumeAddress address) {
        MemoryPair pair = secondaryPair(address);
        if (pair == null || pair.status == PairStatus.SSWS) {
            return true;
        }
        return !pair.remote()
                && pair.reason == SuspendReason.SPLIT
                && array.volume(pair.definition.primary()).label.complete();
    }

    @Nullable MemoryPair secondaryPair(VolumeAddress address) {
        return array.pairs.values().stream()
                .filter(p -> p.definition.secondary().equals(address))
                .findFirst()
                .orElse(null);
    }

    List<MemoryPair> sending(VolumeAddress address) {
        return array.pairs.values().stream()
                .filter(p -> p.sends() && p.definition.primary().equals(address))
                .toList();
    }

    /** Writes a block here and to everything that is kept in step with it. */
    void write(MemoryVolume volume, int block, byte[] bytes) {
        for (MemoryPair pair : sending(volume.spec.address())) {
            boolean both =
                    pair.status == PairStatus.PAIR
                            || (pair.status == PairStatus.COPY && !pair.dirty.get(block));
            if (!both || !send(pair, block, bytes)) {
                pair.dirty.set(block);
            }
        }
        volume.put(block, bytes);
    }

    private boolean send(MemoryPair pair, int block, byte[] bytes) {
        InMemoryArray target = target(pair);
        if (target == null) {
            new MemoryLegs(array).fail(pair);
            return false;
        }
        MemoryData there = target == array ? this : target.data();
        there.write(target.volume(pair.definition.secondary()), block, bytes);
        return true;
    }

    /** The array that takes this pair's data, if it still takes it. */
    @Nullable InMemoryArray target(MemoryPair pair) {
        if (!pair.remote()) {
            return array;
        }
        InMemoryArray peer = array.network.peer(array.name(), pair.definition.secondary().array());
        if (peer == null) {
            return null;
        }
        MemoryPair other = peer.pairs.get(pair.definition.name());
        boolean takes = other != null && (other.active() || other.frozen());
        return takes ? peer : null;
    }

    /** Copies one block of one pair, or brings a leg that is equal into step. */
    boolean copyStep() {
        for (MemoryPair pair : array.pairs.values()) {
            if (!pair.sends() || pair.status != PairStatus.COPY) {
                continue;
            }
            if (target(pair) == null) {
                new MemoryLegs(array).fail(pair);
                return true;
            }
            int block = pair.dirty.nextSetBit(0);
            if (block >= 0) {
                byte[] bytes = array.volume(pair.definition.primary()).read(block);
                if (send(pair, block, bytes)) {
                    pair.dirty.clear(block);
                }
            } else {
                new MemoryLegs(array).inStep(pair);
            }
            return true;
        }
        return false;
    }

    /** Sets a label; secondaries kept in step follow it. */
    void label(MemoryVolume volume, ImageLabel label) {
        array.saw(label.cut());
        if (volume.label.equals(label)) {
            return;
        }
        volume.label = label;
        for (MemoryPair pair : sending(volume.spec.address())) {
            InMemoryArray target = pair.status == PairStatus.PAIR ? target(pair) : null;
            boolean whole =
                    array.leg(pair.definition.group(), pair.definition.leg()).stream()
                            .allMatch(p -> p.status == PairStatus.PAIR);
            if (target != null && whole) {
                target.data().label(target.volume(pair.definition.secondary()), label);
            }
        }
    }
}
