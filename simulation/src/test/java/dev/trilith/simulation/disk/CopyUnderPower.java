package dev.trilith.simulation.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.emulator.engine.ArrayEngine;
import dev.trilith.emulator.engine.ArrayView.PairView;
import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.Fence;
import dev.trilith.emulator.engine.HostVolume;
import dev.trilith.emulator.engine.ImageLabel;
import dev.trilith.emulator.engine.Order;
import dev.trilith.emulator.engine.PairDefinition;
import dev.trilith.emulator.engine.PairStatus;
import dev.trilith.emulator.engine.VolumeAddress;
import dev.trilith.emulator.engine.VolumeDefinition;
import dev.trilith.simulation.kernel.Kernel;
import dev.trilith.simulation.kernel.Violation;
import dev.trilith.simulation.net.Network;
import dev.trilith.simulation.net.SimTransport;
import dev.trilith.simulation.site.SimArray;
import dev.trilith.simulation.site.SiteClock;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Two arrays and a pair whose copy is so long that flushes overlap with it. Equal ones live the
 * same, turn by turn, until the power is cut.
 */
final class CopyUnderPower {
    private static final String FROM = "D";
    private static final String TO = "E";
    private static final int GRAIN = 64 * 1024;
    private static final int BLOCK = 4096;

    private static final int HOST_WRITES = 24;
    private static final long MOST_TURNS = 300_000;
    private static final long QUIET_TURNS = 30_000;

    private final Kernel kernel;
    private final SimArray primary;
    private final SimArray secondary;
    private final boolean internal;
    private final boolean underWrites;
    private final int grains;
    private long stamps;
    private long orders;
    private boolean writing;

    /** What may be cut off. */
    enum Victim {
        SECONDARY,
        BOTH
    }

    /**
     * Ready to begin.
     *
     * @param internal whether both volumes are of one array
     * @param underWrites whether a host writes meanwhile
     */
    CopyUnderPower(boolean internal, boolean underWrites) {
        kernel = new Kernel(1, null);
        Network network = new Network(kernel);
        primary = new SimArray(kernel, network, "2a", new SiteClock(kernel));
        secondary = internal ? primary : new SimArray(kernel, network, "2b", new SiteClock(kernel));
        // So that much is copied while a flush lasts.
        secondary.disk().nature().slowestForce(8_000);
        this.internal = internal;
        this.underWrites = underWrites;
        // A checkpoint comes after 64 MiB, within an array after 256 MiB; and some more.
        this.grains = (internal ? 4 : 2) * 1024 + 40;
    }

    /** How many turns were made. */
    long turns() {
        return kernel.turns();
    }

    /** Another number whenever something other than data became other, or durable. */
    private long changes() {
        return primary.disk().forces()
                + secondary.disk().forces()
                + primary.disk().changes("/data/bitmaps/P.bits")
                + primary.disk().changes("/data/control.journal")
                + secondary.disk().changes("/data/control.journal");
    }

    private void turn() {
        if (!kernel.turn()) {
            throw new IllegalStateException("nothing can happen any more");
        }
        Violation found = kernel.violation();
        if (found != null) {
            throw found;
        }
    }

    private void until(String what, BooleanSupplier done) {
        long end = kernel.turns() + MOST_TURNS;
        while (!done.getAsBoolean()) {
            assertThat(kernel.turns()).as(what).isLessThan(end);
            turn();
        }
    }

    /** Has a simulated thread find something out. */
    private <T> T ask(String what, Supplier<T> question) {
        List<T> answer = new ArrayList<>(1);
        kernel.spawn(kernel.outside(), what, () -> answer.add(question.get()));
        until(what, () -> !answer.isEmpty());
        return answer.get(0);
    }

    private static ArrayEngine open(SimArray array) {
        return Objects.requireNonNull(array.engine(), array.name());
    }

    private HostVolume host() {
        return open(primary).host(SimArray.PORT, FROM).orElseThrow();
    }

    private VolumeAddress define(SimArray array, String lu) {
        long bytes = (long) grains * GRAIN;
        open(array)
                .defineVolume(new VolumeDefinition(SimArray.PORT, lu, "drive-" + lu, bytes, false));
        open(array).seal("G1", 1, "test");
        return new VolumeAddress(array.name(), SimArray.PORT, lu);
    }

    private String leg() {
        return internal ? "2a" : "2a->2b";
    }

    /** Starts the arrays, fills the primary and orders the copy. */
    void begin() {
        startBoth();
        boolean done =
                ask(
                        "set up",
                        () -> {
                            setUp();
                            return true;
                        });
        assertThat(done).isTrue();
        assertThat(resync()).isTrue();
        if (underWrites) {
            writing = true;
            kernel.spawn(kernel.outside(), "host", this::keepWriting);
        }
    }

    private void startBoth() {
        primary.start();
        secondary.start();
        until("the arrays open", () -> primary.engine() != null && secondary.engine() != null);
    }

    private void setUp() {
        PairDefinition pair =
                new PairDefinition("P", "G1", leg(), define(primary, FROM), define(secondary, TO));
        open(primary).registerPair(pair, internal ? null : SimTransport.endpointOf("2b"));
        if (!internal) {
            open(secondary).registerPair(pair, SimTransport.endpointOf("2a"));
        }
        for (int grain = 0; grain < grains; grain += grain % 1024 > 960 ? 1 : 8) {
            stamp(grain);
        }
        host().flush();
    }

    private void stamp(int grain) {
        stamps++;
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        for (int at = 0; at < BLOCK; at += Inode.SECTOR) {
            block.putLong(at, stamps);
        }
        host().write((long) grain * GRAIN, block, false);
    }

    private void keepWriting() {
        try {
            for (int i = 0; i < HOST_WRITES && writing && primary.engine() != null; i++) {
                stamp(kernel.random().nextInt(grains));
                kernel.sleep(200_000);
            }
        } catch (EngineFault gone) {
            kernel.say("host", "stops: " + gone.getMessage());
        }
    }

    private boolean resync() {
        return ask(
                "resync",
                () -> {
                    Fence fence = new Fence("G1", leg(), 1, ++orders, "c" + orders);
                    try {
                        open(primary).order(new Order.Resync(fence, null));
                        return true;
                    } catch (EngineFault notYet) {
                        kernel.say("test", "resync refused: " + notYet.getMessage());
                        kernel.sleep(50_000_000);
                        return false;
                    }
                });
    }

    private PairStatus status(SimArray array) {
        return ask(
                "status",
                () -> {
                    PairView pair = open(array).view().pairs().get(0);
                    return pair.status();
                });
    }

    private ImageLabel image() {
        return ask(
                "label",
                () ->
                        open(secondary).view().volumes().stream()
                                .filter(volume -> volume.definition().lu().equals(TO))
                                .findFirst()
                                .orElseThrow()
                                .image());
    }

    /** Runs on until the copy is over; notes the turns in which more than data changed. */
    void untilPaired(Set<Long> turns) {
        long seen = changes();
        long last = kernel.turns();
        // Nobody is asked meanwhile: that would be turns of its own.
        while (kernel.turns() < last + QUIET_TURNS && kernel.turns() < MOST_TURNS) {
            turn();
            long now = changes();
            if (now != seen) {
                seen = now;
                last = kernel.turns();
                turns.add(last);
                turns.add(last + 1);
            }
        }
        writing = false;
        assertThat(status(primary)).isEqualTo(PairStatus.PAIR);
    }

    /** Runs on to a turn. */
    void runTo(long turn) {
        while (kernel.turns() < turn) {
            turn();
        }
    }

    /**
     * Cuts the power, starts again and asks what the secondary claims to hold, and what it holds.
     */
    void cut(Victim victim) {
        String when = victim + " lost power at turn " + kernel.turns();
        if (victim == Victim.BOTH && !internal) {
            primary.losePower();
        }
        secondary.losePower();
        writing = false;
        startBoth();
        if (!underWrites && !image().equals(ImageLabel.INCOMPLETE)) {
            requireEqual("called complete: " + when);
        }
        int tries = 0;
        while (status(primary) != PairStatus.PAIR) {
            if (status(primary) != PairStatus.COPY && !resync()) {
                tries++;
                assertThat(tries).as("resync after " + when).isLessThan(200);
            }
            ask(
                    "rest",
                    () -> {
                        kernel.sleep(20_000_000);
                        return true;
                    });
        }
        requireEqual("in step again after " + when);
    }

    private void requireEqual(String when) {
        int sectors = GRAIN / Inode.SECTOR;
        long[] here = new long[sectors];
        long[] there = new long[sectors];
        for (int grain = 0; grain < grains; grain++) {
            primary.look(FROM, (long) grain * GRAIN, here, 0, sectors);
            secondary.look(TO, (long) grain * GRAIN, there, 0, sectors);
            assertThat(there).as("grain %d, %s", grain, when).isEqualTo(here);
        }
    }
}
