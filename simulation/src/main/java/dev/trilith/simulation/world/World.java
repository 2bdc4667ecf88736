package dev.trilith.simulation.world;

import dev.trilith.core.array.ArraySnapshot;
import dev.trilith.core.cycle.CycleSettings;
import dev.trilith.simulation.kernel.Kernel;
import dev.trilith.simulation.kernel.SimProcess;
import dev.trilith.simulation.kernel.Violation;
import dev.trilith.simulation.net.Network;
import dev.trilith.simulation.oracle.Commands;
import dev.trilith.simulation.oracle.GoldenCopies;
import dev.trilith.simulation.oracle.Layout;
import dev.trilith.simulation.oracle.Mirrored;
import dev.trilith.simulation.oracle.StampLog;
import dev.trilith.simulation.oracle.Undisturbed;
import dev.trilith.simulation.site.SimArray;
import dev.trilith.simulation.site.SiteClock;
import dev.trilith.simulation.site.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Everything there is, and its life from the first volume to the last check. */
public final class World {
    private static final long SECOND = 1_000_000_000L;
    private static final long PATIENCE = 300 * SECOND;
    private static final long MOST_TURNS = 3_000_000;

    private final long seed;
    private final Kernel kernel;
    private final Network network;
    private final Layout layout;
    private final List<SimArray> arrays = new ArrayList<>();
    private final List<SiteClock> clocks = new ArrayList<>();
    private final StampLog log = new StampLog();
    private final GoldenWatch watch;
    private final Commands commands = new Commands();
    private final Totals totals = new Totals();
    private final CycleSettings settings;
    private final Programs programs;
    private final Steering steering;
    private final Chaos chaos;
    private final Disaster disaster;
    private final Host host;
    private @Nullable SimProcess operator;

    /** A world that has not begun; its lines go to {@code lines} as they happen. */
    public World(Settings given, @Nullable Consumer<String> lines) {
        this(given, new Kernel(given.seed(), lines), World::programs);
    }

    /** A world that has not begun and is steered by somebody else than its programs. */
    public World(
            Settings given, @Nullable Consumer<String> lines, Function<World, Steering> steering) {
        this(given, new Kernel(given.seed(), lines), steering);
    }

    private World(Settings given, Kernel kernel, Function<World, Steering> steering) {
        this(given.seed(), kernel, Conditions.drawn(kernel.random(), given), steering);
    }

    /** A world of which only the order of its threads and the delays follow from the seed. */
    World(long seed, Conditions conditions, @Nullable Consumer<String> lines) {
        this(seed, new Kernel(seed, lines), conditions, World::programs);
    }

    private World(
            long seed, Kernel kernel, Conditions conditions, Function<World, Steering> steering) {
        this.seed = seed;
        this.kernel = kernel;
        network = new Network(kernel);
        watch = new GoldenWatch(kernel, new GoldenCopies(log));
        layout = new Layout(conditions.sites());
        for (int site = 0; site < conditions.sites(); site++) {
            SiteClock clock = new SiteClock(kernel);
            clocks.add(clock);
            SimArray array = new SimArray(kernel, network, Layout.array(site), clock);
            arrays.add(array);
            array.disk().afterFailure(path -> totals.add("failed forces", 1));
            if (kernel.random().nextBoolean()) {
                array.disk().nature().punches();
            }
            if (site > 0) {
                watch.over(array);
            } else {
                array.disk().nature().keepsVolumesInPlace();
            }
        }
        settings = conditions.settings(false);
        programs = new Programs(this, settings);
        chaos = new Chaos(this, commands);
        disaster = new Disaster(this);
        host = new Host(kernel, arrays.get(0), arrays.get(1), log);
        kernel.say("world", conditions.toString());
        this.steering = steering.apply(this);
    }

    /** What the world runs on. */
    public Kernel kernel() {
        return kernel;
    }

    /** Who reaches whom. */
    public Network network() {
        return network;
    }

    /** What there is to copy. */
    public Layout layout() {
        return layout;
    }

    /** Sites of the chain. */
    public int sites() {
        return arrays.size();
    }

    /** A site's array. */
    public SimArray array(int site) {
        return arrays.get(site);
    }

    /** A site's clock. */
    public SiteClock clock(int site) {
        return clocks.get(site);
    }

    /** What was counted so far. */
    public Totals totals() {
        return totals;
    }

    Programs programs() {
        return programs;
    }

    Steering steering() {
        return steering;
    }

    Chaos chaos() {
        return chaos;
    }

    Disaster disaster() {
        return disaster;
    }

    /** How many commands changed an array, or might have. */
    public long commands() {
        return commands.changes();
    }

    StampLog log() {
        return log;
    }

    Host host() {
        return host;
    }

    /** What the user asks of the cycle. */
    public CycleSettings settings() {
        return settings;
    }

    /** Sees every request to an array, and may strike there. */
    public Way.Watcher watcher() {
        return chaos;
    }

    /** The operator's process that counts now, or null before the first. */
    public @Nullable SimProcess operator() {
        return operator;
    }

    /** Starts an operator, unless one runs. */
    public void startOperator() {
        SimProcess now = operator;
        // The program of a production that is lost may go on elsewhere: who recovers begins beside
        // it.
        boolean outlived = now != null && disaster.struck() && now.name().equals("P120");
        if (now != null && now.alive() && !now.paused() && !outlived) {
            return;
        }
        operator = steering.start();
    }

    /** Takes the power from an array's machine. May wait for the array's own locks first. */
    void losePower(SimArray array) {
        kernel.spawn(kernel.outside(), "power", () -> disaster.losePower(array));
    }

    /** The power is gone, at an instant at which the array showed this. */
    void powerLost(SimArray array, ArraySnapshot before) {
        totals.add("power losses", 1);
        if (array == arrays.get(0)) {
            log.powerLost();
        } else {
            watch.golden().powerLost(array, before);
        }
        array.losePower();
    }

    /** Runs until something is so, or the time is over. */
    public boolean runUntil(BooleanSupplier enough, long nanos) {
        long end = kernel.nanoTime() + nanos;
        while (!enough.getAsBoolean()) {
            if (kernel.violation() != null) {
                return false;
            }
            if (kernel.turns() > MOST_TURNS) {
                throw new Violation(
                        "liveness", "the world goes on and on; " + steering.lastWords());
            }
            if (kernel.nanoTime() > end || !kernel.turn()) {
                return false;
            }
        }
        return kernel.violation() == null;
    }

    void setUp() {
        arrays.forEach(SimArray::start);
        boolean[] done = new boolean[1];
        SimProcess process = kernel.process("setup");
        kernel.spawn(
                process,
                "setup",
                () -> {
                    kernel.sleep(SECOND);
                    new SetUp(this, process).carryOut();
                    done[0] = true;
                });
        must(() -> done[0], "the set-up does not end");
        watch.golden().begin();
    }

    /** Runs until something is so; what never becomes so is a violation. */
    public void must(BooleanSupplier enough, String otherwise) {
        if (!runUntil(enough, PATIENCE) && kernel.violation() == null) {
            kernel.violate(new Violation("liveness", otherwise + "; " + steering.lastWords()));
        }
    }

    /** Whether a promise was broken. */
    public boolean broken() {
        return kernel.violation() != null;
    }

    /** Everything that can be mended is mended. */
    public void heal() {
        kernel.say("world", "everything is mended");
        chaos.end();
        network.joinAll();
        network.lossPerMille(0);
        SimProcess now = operator;
        if (now != null && now.paused()) {
            now.resume();
        }
        // What was switched off for a while comes back by itself; what stands broken is restarted.
        arrays.forEach(SimArray::start);
        startOperator();
    }

    /** Lives the whole life. */
    public Outcome run() {
        try {
            live();
        } catch (Violation v) {
            kernel.violate(v);
        } catch (RuntimeException | Error e) {
            // What drives the world is no better than what runs in it: its seed is to be known.
            kernel.violate(new Violation("exception", "the world: " + e, e));
        }
        totals.add("seeds", 1);
        totals.add("timelines", kernel.timeline().hash());
        totals.add("cuts checked", log.checked());
        totals.add("writes", log.submitted());
        totals.add("passes", steering.passes());
        totals.least("passes", steering.passes());
        totals.add("faults", faults());
        totals.least("faults", faults());
        network.misfortunes().forEach(totals::add);
        for (SimArray array : arrays) {
            totals.add("torn writes", array.disk().torn());
            totals.add("misplaced writes", array.disk().misplaced());
        }
        totals.add("distinct cuts", log.distinct());
        totals.add("virtual seconds", kernel.nanoTime() / SECOND);
        totals.add("commands", commands.changes());
        totals.add("old commands refused", commands.refused());
        totals.add("site losses", disaster.losses());
        totals.add("violations", broken() ? 1 : 0);
        return new Outcome(
                seed,
                kernel.violation(),
                kernel.timeline().hash(),
                broken() ? kernel.timeline().newest() : List.of(),
                totals);
    }

    /** Those that came to pass: one that was drawn may have found nothing to strike. */
    private long faults() {
        return Totals.FAULTS.stream().mapToLong(totals::count).sum() + disaster.losses();
    }

    private void live() {
        setUp();
        steering.setUp();
        host.start();
        startOperator();
        long calm = kernel.random().nextInt(2);
        must(() -> steering.passes() >= calm, "the first pass does not end");
        if (calm > 0) {
            undisturbed();
        }
        int faults = 1 + kernel.random().nextInt(10);
        chaos.begin(faults, 8 + kernel.random().nextInt(60), false);
        long wanted = steering.passes() + 2 - calm;
        boolean[] tired = new boolean[1];
        kernel.after(25 * SECOND, () -> tired[0] = true);
        runUntil(
                () -> tired[0] || (steering.passes() >= wanted && chaos.struck() >= faults),
                PATIENCE);
        if (broken()) {
            return;
        }
        if (kernel.random().nextBoolean() && faults() > 0) {
            end(Math.max(2, wanted));
        } else {
            must(() -> steering.passes() >= 2 || tired[0], "no second pass");
            if (steering.passes() < 2) {
                heal();
                must(() -> steering.passes() >= 2, "no second pass without faults");
            }
            if (!steering.ready()) {
                chaos.end();
                must(steering::ready, "nothing can be recovered from");
            }
            disaster.strike();
        }
    }

    /** Nothing went wrong yet, so no array may have found anything wrong. */
    private void undisturbed() {
        int[] asked = new int[1];
        for (SimArray array : arrays) {
            kernel.spawn(
                    kernel.outside(),
                    "oracle",
                    () -> {
                        Undisturbed.check(array);
                        asked[0]++;
                    });
        }
        must(() -> asked[0] == arrays.size(), "an array does not answer");
    }

    /** Faults have stopped: a pass ends, and a paused cycle then writes nothing more. */
    private void end(long wanted) {
        heal();
        long next = Math.max(wanted, steering.passes() + 1);
        must(() -> steering.passes() >= next, "the cycle does not go on");
        long written = log.acknowledged();
        must(() -> log.acknowledged() > written + 20, "hosts wait for ever");
        if (broken()) {
            return;
        }
        host.calm();
        steering.pause();
        steering.rest();
    }

    /** The paused program comes to rest, and then sends nothing. */
    void rest() {
        must(() -> programs.idle() >= 4, "the paused cycle does not come to rest");
        kernel.spawn(kernel.outside(), "oracle", () -> Mirrored.check(arrays.get(0)));
        long changes = commands.changes();
        must(() -> programs.idle() >= 7, "the paused cycle does not stay at rest");
        if (!broken() && commands.changes() != changes) {
            throw new Violation(
                    "quiescence",
                    "at rest, " + (commands.changes() - changes) + " commands were sent");
        }
    }
}
