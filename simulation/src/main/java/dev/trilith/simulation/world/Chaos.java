package dev.trilith.simulation.world;

import dev.trilith.emulator.engine.ArrayEngine;
import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.simulation.kernel.Kernel;
import dev.trilith.simulation.kernel.SimProcess;
import dev.trilith.simulation.kernel.Violation;
import dev.trilith.simulation.net.Network;
import dev.trilith.simulation.oracle.Commands;
import dev.trilith.simulation.oracle.Layout;
import dev.trilith.simulation.site.SimArray;
import dev.trilith.simulation.site.Way;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What goes wrong: at instants of the clock, and at instants of the programs' requests. */
final class Chaos implements Way.Watcher {
    private static final long MILLI = 1_000_000L;

    /** A recovery gives these last, when seals and records have met all faults. */
    private static final List<String> LATE_ORDERS = List.of("SPLIT", "SUSPEND", "TAKEOVER");

    private final World world;
    private final Kernel kernel;
    private final Commands commands;
    private int left;
    private int oneIn;
    private boolean recovering;

    /** The order of a recovery that is struck though everything else had its turn, or "". */
    private String kept = "";

    private Way.Boundary keptAt = Way.Boundary.BEFORE_SEND;
    private boolean on;
    private int struck;
    private @Nullable Script script;
    private final List<SimProcess> replaced = new ArrayList<>();

    Chaos(World world, Commands commands) {
        this.world = world;
        this.kernel = world.kernel();
        this.commands = commands;
    }

    /** What goes wrong is told from now on, not drawn. */
    void follow(Script told) {
        script = told;
    }

    /** From here on so many things go wrong. */
    void begin(int faults, int strikeOneIn, boolean inRecovery) {
        left = faults;
        oneIn = strikeOneIn;
        recovering = inRecovery;
        if (inRecovery) {
            kept = "order " + LATE_ORDERS.get(kernel.random().nextInt(LATE_ORDERS.size()));
            Way.Boundary[] boundaries = Way.Boundary.values();
            keptAt = boundaries[kernel.random().nextInt(boundaries.length)];
        }
        on = true;
        world.steering().faults(true);
        kernel.spawn(kernel.outside(), "chaos", this::byTheClock);
    }

    void end() {
        on = false;
        world.steering().faults(false);
        // What was replaced while paused does not outlive the time of faults.
        replaced.forEach(SimProcess::kill);
        replaced.clear();
    }

    /** How many things went wrong. */
    int struck() {
        return struck;
    }

    private long millis(int most) {
        return MILLI * (1 + kernel.random().nextInt(most));
    }

    private boolean take() {
        if (!on || left <= 0) {
            return false;
        }
        left--;
        struck++;
        return true;
    }

    private void byTheClock() {
        while (on && left > 0) {
            kernel.sleep(millis(800));
            if (take()) {
                somewhere();
            }
        }
    }

    private SimArray anyArray() {
        return world.array(kernel.random().nextInt(world.sites()));
    }

    private void somewhere() {
        switch (kernel.random().nextInt(11)) {
            case 0, 1 -> {
                int site = kernel.random().nextInt(world.sites() - 1);
                cutFor(Layout.array(site), Layout.array(site + 1));
            }
            case 2 -> cutFor(world.steering().place(), anyArray().name());
            case 3, 4 -> kill(anyArray());
            case 5 -> losePower(anyArray());
            case 6 -> {
                int site = kernel.random().nextInt(world.sites());
                long jump = MILLI * (kernel.random().nextInt(7_200_000) - 3_600_000);
                kernel.say("clock", Layout.array(site) + " jumps by " + jump / MILLI + " ms");
                world.clock(site).jump(jump);
                world.totals().add("clock jumps", 1);
            }
            case 7 -> pauseOperator();
            case 8 -> lossy();
            case 9 -> failForce(kernel.random().nextInt(world.sites()));
            default -> crashOperator("clock");
        }
    }

    private void cutFor(String one, String other) {
        Network network = world.network();
        world.totals().add("partitions", network.joined(one, other) ? 1 : 0);
        switch (kernel.random().nextInt(4)) {
            case 0 -> network.cutOneWay(one, other);
            case 1 -> network.cutOneWay(other, one);
            default -> network.cut(one, other);
        }
        kernel.after(millis(8_000), () -> network.join(one, other));
    }

    private void lossy() {
        world.network().lossPerMille(20 + kernel.random().nextInt(150));
        world.totals().add("lossy spells", 1);
        kernel.after(millis(6_000), () -> world.network().lossPerMille(0));
    }

    /**
     * The next force of one of an array's files fails; after a while somebody mends the disk and
     * starts the array again. Data of the first volumes are spared: who lost those needs a
     * recovery, which a world is told of by other means. Those of a survivor are spared during a
     * recovery: what it has left then is not known.
     */
    private void failForce(int site) {
        String kind =
                switch (kernel.random().nextInt(3)) {
                    case 0 -> ".journal";
                    case 1 -> ".bits";
                    default -> site == 0 || recovering ? ".bits" : ".img";
                };
        SimArray array = world.array(site);
        array.disk().nature().failNextForce(name -> name.endsWith(kind));
        kernel.after(
                millis(4_000),
                () -> {
                    array.disk().nature().failNextForce(name -> false);
                    array.killProcess();
                    kernel.after(millis(200), array::start);
                });
    }

    /** Whether there was a process to be killed. */
    private boolean kill(SimArray array) {
        boolean alive = array.process().alive();
        if (alive) {
            world.totals().add("array crashes", 1);
            array.killProcess();
            kernel.after(millis(kernel.random().nextInt(4) == 0 ? 6_000 : 200), array::start);
        }
        return alive;
    }

    /** Whether a process was killed at once: power fails a little later. */
    private boolean losePower(SimArray array) {
        world.losePower(array);
        kernel.after(millis(3_000), array::start);
        return false;
    }

    private void pauseOperator() {
        SimProcess operator = world.operator();
        if (operator == null || !operator.alive() || operator.paused()) {
            return;
        }
        kernel.say(operator.name(), "paused");
        operator.pause();
        world.totals().add("pauses", 1);
        if (kernel.random().nextBoolean()) {
            kernel.say(operator.name(), "a second one takes its place");
            world.totals().add("second operators", 1);
            replaced.add(operator);
            world.startOperator();
            // The old one wakes beside it, and is stopped by whoever noticed.
            kernel.after(millis(4_000), operator::resume);
            kernel.after(4_000 * MILLI + millis(2_000), operator::kill);
        } else {
            kernel.after(millis(5_000), operator::resume);
        }
    }

    private void crashOperator(String place) {
        SimProcess operator = world.operator();
        if (operator != null && operator.alive()) {
            kernel.say(operator.name(), "killed at " + place);
            world.totals().add("program crashes", 1);
            operator.kill();
            kernel.after(millis(2_000), world::startOperator);
        }
    }

    @Override
    public void at(Way.Boundary boundary, Way.Request request, SimProcess caller) {
        Script told = script;
        if (told != null) {
            if (world.operator() == caller && caller.alive()) {
                told.at(boundary, request, caller);
            }
            return;
        }
        if (!on || !caller.alive() || world.operator() != caller) {
            return;
        }
        if (!kept.isEmpty() && boundary == keptAt && request.what().startsWith(kept)) {
            kept = "";
            struck++;
        } else if (left <= 0 || kernel.random().nextInt(odds(request)) != 0 || !take()) {
            return;
        }
        String place = world.steering().step() + " " + what(request) + " " + boundary;
        int kind = kernel.random().nextInt(6);
        boolean here = boundary != Way.Boundary.AFTER_COMMIT;
        SimProcess process = world.array(Layout.site(request.array())).process();
        if (kind < 3) {
            kernel.say(caller.name(), "killed at " + place);
            world.totals().place(place);
            world.totals().add("program crashes", 1);
            kernel.after(millis(2_000), world::startOperator);
            if (here) {
                kernel.die(caller);
            }
            caller.kill();
        } else {
            if (request.what().startsWith("order RESYNC") && kernel.random().nextBoolean()) {
                strikeReceiver(kind, receiver(request));
            } else if (strikeArray(kind, request.array())) {
                world.totals().place(place);
                if (!here) {
                    kernel.die(process);
                }
            }
        }
    }

    /** Orders are rarer than records, and those of a recovery rarest: each is to be struck. */
    private int odds(Way.Request request) {
        boolean rare = request.what().startsWith("order ") || request.what().equals("witness");
        return rare ? Math.max(2, oneIn / (recovering ? 8 : 4)) : oneIn;
    }

    /**
     * Whether the array was killed at this very place. A machine may lose its power a little later,
     * and a program that is paused goes on: neither was struck here.
     */
    private boolean strikeArray(int kind, String name) {
        SimArray array = world.array(Layout.site(name));
        return switch (kind) {
            case 3 -> kill(array);
            case 4 -> losePower(array);
            default -> {
                pauseOperator();
                yield false;
            }
        };
    }

    /** The site that the copy of a RESYNC goes to: an internal one stays where it is. */
    private static int receiver(Way.Request request) {
        String what = request.what();
        int arrow = what.indexOf("->");
        return Layout.site(arrow < 0 ? request.array() : what.substring(arrow + 2));
    }

    /** The array that a copy goes to, while the copy runs: it lasts some 50 ms. */
    private void strikeReceiver(int kind, int site) {
        SimArray receiver = world.array(site);
        kernel.after(
                millis(60),
                () -> {
                    if (kind == 3) {
                        kill(receiver);
                    } else {
                        losePower(receiver);
                    }
                });
    }

    private static String what(Way.Request request) {
        String what = request.what();
        int blank = what.lastIndexOf(' ');
        return blank < 0 ? what : what.substring(0, blank);
    }

    @Override
    public void before(Way.Request request, ArrayEngine engine) {
        commands.before(request, engine);
    }

    @Override
    public void after(Way.Request request, ArrayEngine engine, @Nullable EngineFault refusal) {
        try {
            commands.after(request, refusal);
        } catch (Violation v) {
            kernel.violate(v);
        }
        String answer = refusal == null ? "" : "  refused: " + refusal.code();
        if (!request.what().equals("record")) {
            kernel.say(request.array(), request.what() + answer);
        }
    }
}
