package dev.trilith.simulation.world;

import dev.trilith.core.step.StepResult;
import dev.trilith.simulation.kernel.Kernel;
import dev.trilith.simulation.kernel.SimProcess;
import dev.trilith.simulation.kernel.Violation;
import dev.trilith.simulation.oracle.Layout;
import dev.trilith.simulation.site.SimArray;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A world in which nothing goes wrong but what is told, judged by all oracles. Used by one thread,
 * which also gives the world its turns.
 */
public final class Stage {
    private static final long SECOND = 1_000_000_000L;
    private static final long RESTART_NANOS = SECOND / 50;
    private static final int WRITES_ON = 5;
    private static final int BUSY_MICROS = 24_000;
    private static final int CALM_MICROS = 400_000;
    private final World world;
    private final Conditions conditions;

    /**
     * A stage that is empty yet.
     *
     * @param seed gives the order of threads and the delays
     * @param lines is told the timeline, line by line
     * @param script is told of every boundary
     */
    public Stage(
            long seed, Conditions conditions, @Nullable Consumer<String> lines, Script script) {
        this.conditions = conditions;
        this.world = new World(seed, conditions, lines);
        world.chaos().follow(script);
    }

    /** Arrays, volumes, pairs and hosts; no program runs yet. */
    public void setUp() {
        world.setUp();
        busy(true);
        world.host().start();
    }

    /** Hosts write much, or little while something else is being waited for. */
    public void busy(boolean much) {
        world.host().pace(much ? BUSY_MICROS : CALM_MICROS);
    }

    /** Notes a line. */
    public void say(String what) {
        world.kernel().say("enumeration", what);
    }

    /** Starts P120, or R121 once production is lost, unless it runs. */
    public void startProgram() {
        world.startOperator();
    }

    /** Runs until something is so; what never becomes so is a violation. */
    public void must(BooleanSupplier enough, String otherwise) {
        if (!broken()) {
            world.must(enough, otherwise);
        }
    }

    /** Lets time pass. */
    public void rest(long millis) {
        world.runUntil(() -> false, millis * 1_000_000);
    }

    /** Passes that were completed. */
    public long passes() {
        return world.programs().passes();
    }

    /** The step that P120 began last, for example {@code 1130}. */
    public String step() {
        return world.programs().step();
    }

    /** How the program of now stands, or null. */
    public StepResult.@Nullable State state() {
        return world.programs().state();
    }

    /** How often in a row P120 found nothing to do. */
    public int idle() {
        return world.programs().idle();
    }

    /** The user pauses the cycle, or lets it go on. */
    public void paused(boolean paused) {
        say(paused ? "paused" : "resumed");
        world.programs().settings(conditions.settings(paused));
    }

    /** Cuts the cable between two sites. */
    public void cut(int one, int other) {
        world.network().cut(Layout.array(one), Layout.array(other));
    }

    /** Joins it again. */
    public void join(int one, int other) {
        world.network().join(Layout.array(one), Layout.array(other));
    }

    /**
     * The program dies here and now and is started again a little later.
     *
     * @param here whether the calling thread is the program's: it never returns then
     */
    public void crash(SimProcess program, boolean here) {
        world.kernel().say(program.name(), "killed");
        world.totals().add("program crashes", 1);
        world.kernel().after(RESTART_NANOS, world::startOperator);
        if (here) {
            world.kernel().die(program);
        }
        program.kill();
    }

    /**
     * An array's process dies here and now and is started again a little later.
     *
     * @param here whether the calling thread is the array's: it never returns then
     */
    public void kill(String name, boolean here) {
        SimArray array = world.array(Layout.site(name));
        SimProcess process = array.process();
        world.totals().add("array crashes", 1);
        array.killProcess();
        world.kernel().after(RESTART_NANOS, array::start);
        if (here) {
            world.kernel().die(process);
        }
    }

    /**
     * Sites are lost for good, and with production what ran there.
     *
     * @param mine the process whose thread calls; the call does not return if that is lost too
     */
    public void lose(Set<Integer> sites, SimProcess mine) {
        boolean before = productionLost();
        SimProcess program = world.operator();
        world.disaster().lose(sites);
        world.totals().add("site losses", sites.size());
        if (!before && productionLost()) {
            if (program != null) {
                program.kill();
            }
            world.kernel().after(RESTART_NANOS, world::startOperator);
        }
        if (!mine.alive()) {
            world.kernel().die(mine);
        }
    }

    /** The same from outside. */
    public void loseNow(Set<Integer> sites) {
        boolean[] done = new boolean[1];
        Kernel kernel = world.kernel();
        kernel.spawn(
                kernel.outside(),
                "disaster",
                () -> {
                    lose(sites, kernel.outside());
                    done[0] = true;
                });
        must(() -> done[0], "the disaster does not come to pass");
    }

    /** The process of an array now. */
    public SimProcess process(String array) {
        return world.array(Layout.site(array)).process();
    }

    /** Whether production was lost. */
    public boolean productionLost() {
        return world.disaster().struck();
    }

    /** Whether any site was lost. */
    public boolean anyLost() {
        return world.disaster().losses() > 0;
    }

    /** The farthest site that is there; 0 if none but perhaps production. */
    public int lastSite() {
        return world.disaster().last(Set.of());
    }

    /** Whether the recovery came to an end, good or bad. */
    public boolean recovered() {
        return world.programs().recovered() != null;
    }

    /** Looks at what was recovered, once the array that holds it answers. */
    public void judge() {
        must(() -> world.array(lastSite()).engine() != null, "the last array does not come back");
        Steering.Ending end = world.programs().recovered();
        if (end != null && !broken()) {
            guarded(() -> world.disaster().judge(end));
        }
    }

    /** Hosts write on. */
    public void mustWrite() {
        long written = world.log().acknowledged();
        must(() -> world.log().acknowledged() >= written + WRITES_ON, "hosts wait for ever");
    }

    /** A paused cycle comes to rest and sends nothing. */
    public void mustRest() {
        if (!broken()) {
            world.host().stop();
            paused(true);
            guarded(world::rest);
        }
    }

    /** Does something that may find a broken promise. */
    public void guarded(Runnable work) {
        try {
            work.run();
        } catch (Violation v) {
            world.kernel().violate(v);
        } catch (RuntimeException | Error e) {
            world.kernel().violate(new Violation("exception", "the world: " + e, e));
        }
    }

    /** Whether a promise was broken. */
    public boolean broken() {
        return world.broken();
    }

    /** The broken promise, or null. */
    public @Nullable Violation violation() {
        return world.kernel().violation();
    }

    /** What was seen. */
    public Totals totals() {
        Totals totals = world.totals();
        totals.add("cuts checked", world.log().checked());
        totals.add("distinct cuts", world.log().distinct());
        totals.add("commands", world.commands());
        return totals;
    }

    /** A number over the whole timeline. */
    public long hash() {
        return world.kernel().timeline().hash();
    }
}
