package dev.trilith.core.array;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A volume of the in-memory array: blocks of 4096 bytes, kept only when written. */
final class MemoryVolume {
    static final int BLOCK_BYTES = 4096;
    static final int CONTROL_BLOCKS = 128;

    static final class Slot {
        long generation;
        @Nullable String content;
        boolean corrupt;
    }

    final VolumeSpec spec;
    final Map<Integer, byte[]> blocks = new HashMap<>();
    final Slot[] slots = {new Slot(), new Slot()};
    ImageLabel label = ImageLabel.LIVE;
    boolean recordDiskBroken;

    MemoryVolume(VolumeSpec spec) {
        this.spec = spec;
    }

    int blockCount() {
        return (int) (spec.sizeBytes() / BLOCK_BYTES);
    }

    int firstBlock() {
        return spec.storesManagementInformation() ? CONTROL_BLOCKS : 0;
    }

    /** Every block that a pair copies: all but the control region. */
    BitSet allBlocks() {
        BitSet all = new BitSet();
        all.set(firstBlock(), blockCount());
        return all;
    }

    byte[] read(int block) {
        byte[] data = blocks.get(block);
        return data == null ? new byte[BLOCK_BYTES] : Arrays.copyOf(data, BLOCK_BYTES);
    }

    void put(int block, byte[] data) {
        blocks.put(block, data.clone());
    }

    Slot oldestSlot() {
        for (Slot slot : slots) {
            if (slot.corrupt) {
                return slot;
            }
        }
        return slots[0].generation <= slots[1].generation ? slots[0] : slots[1];
    }
}
