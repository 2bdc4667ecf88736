package dev.trilith.simulation.world;

import dev.trilith.emulator.engine.ArrayEngine;
import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.HostVolume;
import dev.trilith.simulation.kernel.Kernel;
import dev.trilith.simulation.kernel.SimProcess;
import dev.trilith.simulation.oracle.Layout;
import dev.trilith.simulation.oracle.MirroredWrites;
import dev.trilith.simulation.oracle.StampLog;
import dev.trilith.simulation.site.SimArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The application in production: a few writers, each of which submits its next write only when the
 * last was acknowledged, and repeats what came to nothing.
 */
final class Host {
    private static final int WRITERS = 3;
    private final Kernel kernel;
    private final SimArray production;
    private final StampLog log;
    private final MirroredWrites mirrored;
    private final SimProcess process;
    private int thinkMicros;

    Host(Kernel kernel, SimArray production, SimArray local, StampLog log) {
        this.kernel = kernel;
        this.production = production;
        this.log = log;
        this.mirrored = new MirroredWrites(kernel, production, local);
        this.process = kernel.process("host");
        this.thinkMicros = 60_000 << kernel.random().nextInt(4);
    }

    void start() {
        for (int i = 0; i < WRITERS; i++) {
            int writer = i;
            kernel.spawn(process, "writer", () -> write(writer));
        }
    }

    /** From now on hosts write seldom: something else is being waited for. */
    void calm() {
        thinkMicros = 2_000_000;
    }

    /** From now on the longest rest of a writer is this. */
    void pace(int micros) {
        thinkMicros = micros;
    }

    void stop() {
        process.kill();
    }

    private void write(int writer) {
        int slots = Layout.DATA_VOLUMES * Layout.BLOCKS;
        while (true) {
            int slot = kernel.random().nextInt(slots / WRITERS) * WRITERS + writer;
            boolean fua = kernel.random().nextInt(4) == 0;
            long stamp = log.submit(slot);
            repeat(
                    volume(slot),
                    v -> v.write(Layout.offset(slot % Layout.BLOCKS), Layout.stamped(stamp), fua));
            log.acknowledged(stamp, fua);
            if (kernel.random().nextInt(4) == 0) {
                kernel.spawn(kernel.outside(), "oracle", () -> mirrored.check(slot, stamp));
            }
            if (kernel.random().nextInt(16) == 0) {
                long since = log.instant();
                repeat(volume(slot), HostVolume::flush);
                log.flushed(slot / Layout.BLOCKS, since);
            }
            kernel.sleep(1_000L * (1 + kernel.random().nextInt(thinkMicros)));
        }
    }

    private static String volume(int slot) {
        return "L" + slot / Layout.BLOCKS;
    }

    private void repeat(String lu, Consumer<HostVolume> access) {
        while (!tryOnce(lu, access)) {
            kernel.sleep(20_000_000L + kernel.random().nextInt(100_000_000));
        }
    }

    /** One request over a connection that ends with the array's process. */
    private boolean tryOnce(String lu, Consumer<HostVolume> access) {
        Thread me = Thread.currentThread();
        int[] state = new int[1];
        if (production.engine() == null) {
            return false;
        }
        SimProcess array = production.process();
        array.atDeath(() -> finish(state, 2, me));
        kernel.spawn(
                array,
                "nbd",
                () -> {
                    try {
                        ArrayEngine engine = production.engine();
                        if (engine == null) {
                            return;
                        }
                        HostVolume volume =
                                engine.host(SimArray.PORT, lu)
                                        .orElseThrow(
                                                () -> new IllegalStateException("no volume " + lu));
                        access.accept(volume);
                        finish(state, 1, me);
                    } catch (EngineFault e) {
                        finish(state, 2, me);
                    }
                });
        while (state[0] == 0) {
            LockSupport.park(this);
        }
        return state[0] == 1;
    }

    private static void finish(int[] state, int how, Thread waiter) {
        if (state[0] == 0) {
            state[0] = how;
            LockSupport.unpark(waiter);
        }
    }
}
