package dev.trilith.core.array;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The array of the tests keeps the contract, so that what is tested on it holds elsewhere. */
class InMemoryArrayTest extends StorageArrayContract {
    private static final Duration A_MOMENT = Duration.ofMillis(1);

    @Override
    protected ContractLab lab() {
        return new MemoryLab();
    }

    private static final class MemoryLab implements ContractLab {
        private record Held(MemoryData.HostWrite write, CompletableFuture<Void> future) {}

        private final MemoryNetwork network = new MemoryNetwork();
        private final List<Held> held = new ArrayList<>();

        MemoryLab() {
            network.add("2a");
            network.add("2b");
            network.add("2c");
        }

        @Override
        public StorageArray array(String name) {
            return network.array(name);
        }

        @Override
        public String port(String array) {
            return "201";
        }

        @Override
        public String linkEndpoint(String array) {
            return "link://" + array;
        }

        @Override
        public CompletableFuture<Void> write(VolumeAddress volume, long offsetBytes, byte[] data) {
            try {
                int block = (int) (offsetBytes / MemoryVolume.BLOCK_BYTES);
                CompletableFuture<Void> future = new CompletableFuture<>();
                held.add(
                        new Held(
                                network.array(volume.array()).hostWrite(volume, block, data),
                                future));
                complete();
                return future;
            } catch (ArrayFault.Refused refused) {
                return CompletableFuture.failedFuture(refused);
            }
        }

        private void complete() {
            held.stream()
                    .filter(h -> h.write().acknowledged())
                    .forEach(h -> h.future().complete(null));
        }

        @Override
        public byte[] read(VolumeAddress volume, long offsetBytes, int lengthBytes) {
            int block = (int) (offsetBytes / MemoryVolume.BLOCK_BYTES);
            return network.array(volume.array()).hostRead(volume, block);
        }

        @Override
        public void kill(String array) {
            network.kill(array);
        }

        @Override
        public void restart(String array) {
            network.restart(array, false, false);
        }

        @Override
        public void cutLink(String one, String other) {
            network.cutLink(one, other);
        }

        @Override
        public void restoreLink(String one, String other) {
            network.restoreLink(one, other);
        }

        @Override
        public void corruptSlot(VolumeAddress volume, int slot) {
            network.array(volume.array()).putSlot(volume, slot, null);
        }

        @Override
        public void settle() {
            network.copyStep();
            pass(A_MOMENT);
        }

        @Override
        public void pass(Duration time) {
            network.advance(time);
            complete();
        }
    }
}
