package dev.trilith.emulator.engine.array;

import dev.trilith.emulator.engine.ArrayEngine;
import dev.trilith.emulator.engine.Fence;
import dev.trilith.emulator.engine.HostVolume;
import dev.trilith.emulator.engine.Order;
import dev.trilith.emulator.engine.PairDefinition;
import dev.trilith.emulator.engine.PairStatus;
import dev.trilith.emulator.engine.VolumeAddress;
import dev.trilith.emulator.engine.VolumeDefinition;
import dev.trilith.emulator.link.TcpLinkTransport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Set;

/**
 * Array 2a in a process of its own, that writes and says what was acknowledged until it is killed.
 * Arguments: the data directory, the link endpoint of array 2b.
 */
public final class KilledArray {
    static final long SIZE = 1024 * 1024;
    static final int BLOCKS = (int) (SIZE / ArrayLab.BLOCK);

    private KilledArray() {}

    /** Runs until it is killed. */
    public static void main(String[] args) throws IOException, InterruptedException {
        ArrayEngine engine =
                EmulatedArray.open(
                        ArrayConfig.of("2a", Path.of(args[0]), Set.of("2012a", "2022a")),
                        new TcpLinkTransport("127.0.0.1", 0));
        engine.defineVolume(new VolumeDefinition("2012a", "A", "drive", SIZE, false));
        engine.registerPair(pair(), args[1]);
        engine.seal("G1", 1, "test");
        engine.order(new Order.Resync(new Fence("G1", "2a->2b", 1, 1, "run"), null));
        while (engine.view().pairs().get(0).status() != PairStatus.PAIR) {
            Thread.sleep(5);
        }
        HostVolume host = engine.host("2012a", "A").orElseThrow();
        ByteBuffer block = ByteBuffer.allocateDirect(ArrayLab.BLOCK);
        for (long stamp = 1; stamp < Long.MAX_VALUE; stamp++) {
            block.clear().putLong(0, stamp);
            host.write(stamp % BLOCKS * ArrayLab.BLOCK, block, false);
            System.out.println(stamp);
        }
    }

    static PairDefinition pair() {
        return new PairDefinition(
                "P1",
                "G1",
                "2a->2b",
                new VolumeAddress("2a", "2012a", "A"),
                new VolumeAddress("2b", "2012b", "B"));
    }
}
