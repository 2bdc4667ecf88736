package dev.trilith.simulation.world;

import dev.trilith.emulator.engine.Acknowledgement;
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

/**
 * The application in production: a few writers, each of which submits its next write only when the
 * last was acknowledged, and repeats what came to nothing.
 */
final class Host {
    private static final int WRITERS = 3;

    /** What a host asks of a volume. */
    private interface Access {
        /** Whether it is done; if not, {@code later} is told when it is. */
        boolean on(HostVolume volume, Acknowledgement later);
    }

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
        this.mirrored = new MirroredWrites(kernel, production, local, log);
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
            boolean zeros = kernel.random().nextInt(6) == 0;
            long stamp = log.submit(slot, zeros);
            int block = slot % Layout.BLOCKS;
            repeat(volume(slot), zeros ? zero(block, fua) : write(block, stamp, fua));
            log.acknowledged(stamp, fua);
            if (kernel.random().nextInt(8) == 0) {
                log.checkAll(Layout.read(production, false), "production");
            }
            if (kernel.random().nextInt(4) == 0) {
                kernel.spawn(kernel.outside(), "oracle", () -> mirrored.check(slot, stamp));
            }
            if (kernel.random().nextInt(16) == 0) {
                long since = log.instant();
                repeat(
                        volume(slot),
                        (volume, later) -> {
                            volume.flush();
                            return true;
                        });
                log.flushed(slot / Layout.BLOCKS, since);
            }
            kernel.sleep(1_000L * (1 + kernel.random().nextInt(thinkMicros)));
        }
    }

    /**
     * Durable on both sides, or waited for by the array's thread, or acknowledged later and perhaps
     * kept back for what follows: as the commands of an NBD connection are.
     */
    private Access write(int block, long stamp, boolean fua) {
        boolean waits = fua || kernel.random().nextBoolean();
        int micros = kernel.random().nextInt(500);
        return (volume, later) -> {
            if (waits) {
                volume.write(Layout.offset(block), Layout.stamped(stamp), fua);
                return true;
            }
            boolean now = volume.write(Layout.offset(block), Layout.stamped(stamp), later);
            if (later.moreFollows()) {
                kernel.sleep(1_000L * micros);
            }
            volume.push();
            return now;
        };
    }

    /** Discarded, or zeros that may be a hole or may not. */
    private Access zero(int block, boolean fua) {
        int how = kernel.random().nextInt(3);
        return (volume, later) -> {
            if (how == 0 && volume.zeroesFast()) {
                volume.trim(Layout.offset(block), Layout.BLOCK, fua);
            } else {
                volume.zero(Layout.offset(block), Layout.BLOCK, how == 1, fua);
            }
            return true;
        };
    }

    private static String volume(int slot) {
        return "L" + slot / Layout.BLOCKS;
    }

    private void repeat(String lu, Access access) {
        while (!tryOnce(lu, access)) {
            kernel.sleep(20_000_000L + kernel.random().nextInt(100_000_000));
        }
    }

    /** One request over a connection that ends with the array's process. */
    private boolean tryOnce(String lu, Access access) {
        Thread me = Thread.currentThread();
        int[] state = new int[1];
        Acknowledgement later = later(state, me, kernel.random().nextBoolean());
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
                        if (access.on(volume, later)) {
                            finish(state, 1, me);
                        }
                    } catch (EngineFault e) {
                        finish(state, 2, me);
                    }
                });
        while (state[0] == 0) {
            LockSupport.park(this);
        }
        return state[0] == 1;
    }

    private static Acknowledgement later(int[] state, Thread waiter, boolean moreFollows) {
        return new Acknowledgement() {
            @Override
            public void done() {
                finish(state, 1, waiter);
            }

            @Override
            public void refused(EngineFault why) {
                finish(state, 2, waiter);
            }

            @Override
            public boolean moreFollows() {
                return moreFollows;
            }
        };
    }

    private static void finish(int[] state, int how, Thread waiter) {
        if (state[0] == 0) {
            state[0] = how;
            LockSupport.unpark(waiter);
        }
    }
}
