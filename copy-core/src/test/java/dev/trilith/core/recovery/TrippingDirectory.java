package dev.trilith.core.recovery;

import dev.trilith.core.array.ArrayOrder;
import dev.trilith.core.array.ArraySnapshot;
import dev.trilith.core.array.Fence;
import dev.trilith.core.array.MemoryNetwork;
import dev.trilith.core.array.PairDefinition;
import dev.trilith.core.array.RecordSlot;
import dev.trilith.core.array.StorageArray;
import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.array.VolumeSpec;
import dev.trilith.core.definition.ArrayDirectory;
import dev.trilith.core.definition.Site;
import java.util.List;
import java.util.function.Supplier;

/** Tells of every call to an array, before it is made and after it has had its effect. */
final class TrippingDirectory implements ArrayDirectory {
    /** What a program is doing when the world looks. */
    enum Call {
        BEFORE_READ,
        BEFORE_SEAL,
        AFTER_SEAL,
        BEFORE_RECORD,
        AFTER_RECORD,
        BEFORE_ORDER,
        AFTER_ORDER
    }

    /** Is told; may throw to kill the program there. */
    interface Listener {
        void at(Call call);
    }

    private final MemoryNetwork network;
    private final Listener listener;

    TrippingDirectory(MemoryNetwork network, Listener listener) {
        this.network = network;
        this.listener = listener;
    }

    @Override
    public StorageArray array(Site site) {
        return new Tripping(network.array(site.array()));
    }

    private final class Tripping implements StorageArray {
        private final StorageArray array;

        Tripping(StorageArray array) {
            this.array = array;
        }

        @Override
        public String name() {
            return array.name();
        }

        @Override
        public ArraySnapshot snapshot() {
            return read(array::snapshot);
        }

        @Override
        public List<RecordSlot> readRecords() {
            return read(array::readRecords);
        }

        private <T> T read(Supplier<T> question) {
            listener.at(Call.BEFORE_READ);
            return question.get();
        }

        @Override
        public void defineVolume(VolumeSpec volume) {
            throw new UnsupportedOperationException("programs define nothing");
        }

        @Override
        public void registerPair(PairDefinition pair, String peerLinkEndpoint) {
            throw new UnsupportedOperationException("programs register nothing");
        }

        @Override
        public void order(ArrayOrder order) {
            listener.at(Call.BEFORE_ORDER);
            array.order(order);
            listener.at(Call.AFTER_ORDER);
        }

        @Override
        public void seal(String group, long term, String owner) {
            listener.at(Call.BEFORE_SEAL);
            array.seal(group, term, owner);
            listener.at(Call.AFTER_SEAL);
        }

        @Override
        public void writeRecord(
                VolumeAddress managementVolume, Fence fence, long after, String content) {
            listener.at(Call.BEFORE_RECORD);
            array.writeRecord(managementVolume, fence, after, content);
            listener.at(Call.AFTER_RECORD);
        }

        @Override
        public void writeWitness(VolumeAddress managementVolume, Fence fence, String text) {
            listener.at(Call.BEFORE_ORDER);
            array.writeWitness(managementVolume, fence, text);
        }

        @Override
        public boolean reaches(String peer) {
            return read(() -> array.reaches(peer));
        }

        @Override
        public String owner() {
            return read(array::owner);
        }
    }
}
