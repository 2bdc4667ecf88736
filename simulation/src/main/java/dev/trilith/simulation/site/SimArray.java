package dev.trilith.simulation.site;

import dev.trilith.emulator.engine.ArrayEngine;
import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.array.ArrayConfig;
import dev.trilith.emulator.engine.array.EmulatedArray;
import dev.trilith.simulation.disk.SimDisk;
import dev.trilith.simulation.kernel.Kernel;
import dev.trilith.simulation.kernel.SimProcess;
import dev.trilith.simulation.kernel.SimThreads;
import dev.trilith.simulation.net.Network;
import dev.trilith.simulation.net.SimTransport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A storage subsystem: a machine with a disk, and on it the array's process, dead or alive. */
public final class SimArray {
    /** The array's only port. */
    public static final String PORT = "201";

    private static final Path DATA = Path.of("/data");

    /** Small, as the volumes are, so that early flushes meet everything else. */
    private static final long EARLY_FLUSH_BYTES = 128 * 1024;

    private final Kernel kernel;
    private final Network network;
    private final String name;
    private final SimDisk disk;
    private final SiteClock clock;
    private final List<Consumer<SimArray>> onOpen = new ArrayList<>();
    private SimProcess process;
    private @Nullable ArrayEngine engine;
    private int boots = 1;
    private boolean lost;
    private boolean broken;

    /** A machine that is switched off. */
    public SimArray(Kernel kernel, Network network, String name, SiteClock clock) {
        this.kernel = kernel;
        this.network = network;
        this.name = name;
        this.clock = clock;
        this.disk = new SimDisk(kernel);
        this.process = kernel.process(name);
        process.kill();
    }

    /** The array's name. */
    public String name() {
        return name;
    }

    /** Its disk. */
    public SimDisk disk() {
        return disk;
    }

    /** The process of now. */
    public SimProcess process() {
        return process;
    }

    /** What answers, or null while nothing does. */
    public @Nullable ArrayEngine engine() {
        return process.alive() ? engine : null;
    }

    /** Whether the site is gone for good. */
    public boolean lost() {
        return lost;
    }

    /** Whether the last start was refused by what lay on the disk. */
    public boolean broken() {
        return broken;
    }

    /** Tells when the array has opened. */
    public void onOpen(Consumer<SimArray> listener) {
        onOpen.add(listener);
    }

    /** Starts the array's process if none runs. */
    public void start() {
        if (lost || process.alive()) {
            return;
        }
        process = kernel.process(name);
        engine = null;
        disk.unlock();
        SimProcess mine = process;
        kernel.spawn(mine, "main", () -> open(mine));
    }

    private void open(SimProcess mine) {
        SplittableRandom identities = kernel.random().split();
        int boot = boots;
        ArrayConfig config =
                new ArrayConfig(
                        name,
                        DATA,
                        Set.of(PORT),
                        clock,
                        identities,
                        disk,
                        () -> "boot-" + boot,
                        new SimThreads(kernel, mine),
                        ArrayConfig.LEVELLED_BYTES,
                        EARLY_FLUSH_BYTES);
        try {
            ArrayEngine opened = EmulatedArray.open(config, new SimTransport(network, mine, name));
            engine = opened;
            broken = false;
            kernel.say(name, "array open");
            onOpen.forEach(l -> l.accept(this));
        } catch (EngineFault e) {
            broken = true;
            kernel.say(name, "array does not open: " + e.getMessage());
            kernel.die(mine);
        }
    }

    /** The process dies as by SIGKILL; what it wrote is still in the page cache. */
    public void killProcess() {
        if (process.alive()) {
            kernel.say(name, "process killed");
            process.kill();
            engine = null;
        }
    }

    /** Whether the machine has ever lost power. */
    public boolean hasLostPower() {
        return boots > 1;
    }

    /** The machine loses power. */
    public void losePower() {
        if (lost) {
            return;
        }
        kernel.say(name, "machine lost power");
        process.kill();
        engine = null;
        boots++;
        disk.losePower();
    }

    /** The site burns down. */
    public void lose() {
        kernel.say(name, "site lost");
        process.kill();
        engine = null;
        lost = true;
    }

    /** A number that is another one whenever a volume's bytes may be others. */
    public long changes(String lu) {
        return disk.changes(file(lu));
    }

    private static String file(String lu) {
        return DATA + "/volumes/" + PORT + "/" + lu + ".img";
    }

    /** The first number of each of some sectors of a volume as it is now, read past the array. */
    public void look(String lu, long offset, long[] target, int at, int sectors) {
        disk.look(file(lu), offset, target, at, sectors);
    }
}
