package dev.trilith.operatorsimulation.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trilith.core.array.StorageArray;
import dev.trilith.core.cycle.CycleMoment;
import dev.trilith.core.record.CopyCycleStep;
import dev.trilith.core.record.RecordCodec;
import dev.trilith.core.record.RecordNumber;
import dev.trilith.core.record.RecordRefusedException;
import dev.trilith.core.recovery.RecoveryMoment;
import dev.trilith.core.step.Boundary;
import dev.trilith.emulator.engine.ArrayEngine;
import dev.trilith.emulator.engine.RecordSlot;
import dev.trilith.operatorsimulation.api.ApiServer;
import dev.trilith.operatorsimulation.api.ApiWay;
import dev.trilith.operatorsimulation.runtime.OperatorProcess;
import dev.trilith.operatorsimulation.runtime.Surroundings;
import dev.trilith.simulation.kernel.Kernel;
import dev.trilith.simulation.kernel.SimProcess;
import dev.trilith.simulation.kernel.Violation;
import dev.trilith.simulation.oracle.Layout;
import dev.trilith.simulation.site.SimArray;
import dev.trilith.simulation.site.SiteClock;
import dev.trilith.simulation.site.Way;
import dev.trilith.simulation.world.Places;
import dev.trilith.simulation.world.Steering;
import dev.trilith.simulation.world.World;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A whole operator steers the world, by what a user says to the API server of its cluster. */
final class OperatorSteering implements Steering {
    private static final String PLACE = "operator";
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);
    private static final long SETTLED_NANOS = 125_000_000_000L;
    private static final int[] RETRIES = {0, 1, 10};
    private static final KubernetesSerialization JSON = new KubernetesSerialization();
    private final World world;
    private final Kernel kernel;
    private final ApiServer server;
    private final ClusterFaults faults;
    private final ClusterOracle oracle;
    private final Objects objects;
    private final Definitions definitions;
    private final ClusterUser user;
    private final int retries;
    private String step = Places.START;
    private long passes;
    private long lastPass;
    private @Nullable OperatorProcess operator;

    OperatorSteering(World world) {
        this.world = world;
        this.kernel = world.kernel();
        this.server = new ApiServer(kernel, new SiteClock(kernel));
        this.faults = new ClusterFaults(world, PLACE);
        this.objects = new Objects(server, JSON);
        this.definitions = new Definitions(world.layout());
        this.oracle = new ClusterOracle(kernel, server, definitions.namespaces());
        this.user = new ClusterUser(world, objects, definitions);
        this.retries = RETRIES[kernel.random().nextInt(RETRIES.length)];
    }

    @Override
    public void setUp() {
        user.setUp();
    }

    @Override
    public SimProcess start() {
        SimProcess process = kernel.process("operator");
        kernel.say("operator", "started");
        step = Places.START;
        ApiWay way = new ApiWay(kernel, world.network(), process, PLACE, server, faults);
        Surroundings around = new Surroundings(kernel, process, server, way, faults, JSON);
        OperatorProcess.Parts parts =
                new OperatorProcess.Parts(
                        (name, endpoint, token) -> dial(process, name),
                        endpoint -> stands(endpoint),
                        world.clock(0),
                        LOOK_AGAIN,
                        retries,
                        this::cycle,
                        this::recovery);
        kernel.spawn(
                process,
                "main",
                () -> {
                    OperatorProcess started = new OperatorProcess(around, parts, oracle::failed);
                    operator = started;
                    started.start();
                });
        return process;
    }

    private StorageArray dial(SimProcess process, String name) {
        return new Way(
                kernel,
                world.network(),
                process,
                PLACE,
                world.array(Layout.site(name)),
                world.watcher());
    }

    /** A machine that is there says at least that nobody listens. */
    private boolean stands(String endpoint) {
        String array = endpoint.substring("http://".length(), endpoint.lastIndexOf(':'));
        kernel.sleep(world.network().latency());
        return world.network().joined(PLACE, array) && !world.array(Layout.site(array)).lost();
    }

    private void cycle(CycleMoment moment) {
        if (moment.boundary() == Boundary.BEFORE_INTENT) {
            step = moment.step().toString();
            kernel.say("P120", "step " + step + " of cycle " + moment.cycle());
        }
        if (moment.boundary() == Boundary.DONE_WRITTEN
                && moment.step() == CopyCycleStep.SUSPEND_ONWARD
                && moment.cycle() > lastPass) {
            lastPass = moment.cycle();
            passes++;
            kernel.say("P120", "pass " + passes + " complete");
        }
    }

    private void recovery(RecoveryMoment moment) {
        step = "R121";
        kernel.say("R121", moment.step() + " " + moment.action() + " " + moment.boundary());
    }

    @Override
    public String place() {
        return PLACE;
    }

    @Override
    public String step() {
        return step;
    }

    @Override
    public long passes() {
        return passes;
    }

    @Override
    public String lastWords() {
        StringBuilder words = new StringBuilder();
        for (String plural : new String[] {"drcycles", "recoveries"}) {
            for (ObjectNode each : objects.all(plural)) {
                words.append(plural)
                        .append(' ')
                        .append(each.at("/metadata/namespace").asText())
                        .append(": ")
                        .append(each.path("status"))
                        .append("; ");
            }
        }
        return words.toString();
    }

    @Override
    public @Nullable Ending recovered() {
        for (ObjectNode each : objects.all("recoveries")) {
            boolean ended = !each.at("/status/completedAt").asText().isEmpty();
            // Where two Standbys recover, the arrays let one of them; the other says so.
            if (ended
                    && !Objects.condition(each, "Stalled").startsWith("True TakenOver")
                    && !Objects.condition(each, "Stalled").startsWith("True OldTerm")) {
                return new Ending(
                        each.at("/status/phase").asText().equals("Failed"),
                        each.path("status").toString());
            }
        }
        return null;
    }

    @Override
    public boolean ready() {
        return passes > 0 && user.everyStandbyHasSeen();
    }

    @Override
    public void faults(boolean on) {
        faults.on(on);
        user.busy(on);
    }

    /** A namespace may be deleted seconds before the array that stands for it is gone. */
    @Override
    public void losing(Set<Integer> sites) {
        if (kernel.random().nextInt(3) == 0) {
            lost(sites);
            long left = kernel.random().nextInt(12_000) * 1_000_000L;
            world.runUntil(() -> false, left);
        }
    }

    @Override
    public void lost(Set<Integer> sites) {
        for (int site : new TreeSet<>(sites)) {
            user.lose(site);
        }
    }

    @Override
    public void pause() {
        // A far site has its first image some passes after the nearest.
        world.must(
                () -> oracle.settled(objects, definitions.namespaces().get(0), "True Cycling"),
                "the cycle's status does not say that all is well");
        user.pause();
    }

    @Override
    public void rest() {
        world.must(
                () -> oracle.settled(objects, definitions.namespaces().get(0), "True Paused"),
                "the paused cycle's status does not settle");
        quiet();
        truth();
    }

    @Override
    public void judged() {
        // A recovery may be over before the faults that were meant for it have begun.
        world.runUntil(() -> false, 11_000_000_000L);
        world.heal();
        String standby = user.standby();
        world.must(
                () -> oracle.settled(objects, standby, "True Recovered"),
                "the Standby does not say that the recovery ended");
        quiet();
    }

    /** Nothing is left to be done or said: looking again changes nothing. */
    private void quiet() {
        settle();
        long written = oracle.writes();
        long commands = world.commands();
        world.runUntil(() -> false, 10_000_000_000L);
        if (!world.broken() && world.commands() != commands) {
            throw new Violation(
                    "quiescence",
                    "at rest, " + (world.commands() - commands) + " commands were sent");
        }
        for (int i = 0; i < 3 && !world.broken(); i++) {
            resync();
            world.runUntil(() -> false, 2_000_000_000L);
        }
        if (!world.broken() && oracle.writes() != written) {
            throw new Violation(
                    "quiescence",
                    "at rest, "
                            + (oracle.writes() - written)
                            + " requests were written, the last of them "
                            + oracle.lastWrite());
        }
        world.totals().add("api rests", 3);
    }

    /** What the paused cycle's status says is what the newest record says, and all is well. */
    private void truth() {
        ObjectNode cycle =
                objects.find("drcycles", definitions.namespaces().get(0), Definitions.NAME)
                        .orElseThrow();
        RecordNumber[] newest = new RecordNumber[1];
        for (int site = 0; site < world.sites(); site++) {
            SimArray array = world.array(site);
            kernel.spawn(kernel.outside(), "oracle", () -> newest(array, newest));
        }
        world.runUntil(() -> false, 1_000_000_000L);
        RecordNumber found = newest[0];
        if (world.broken() || found == null) {
            return;
        }
        String says =
                cycle.at("/status/term")
                        + "/"
                        + cycle.at("/status/cycle")
                        + "/"
                        + cycle.at("/status/sequence");
        String is = found.term() + "/" + found.cycle() + "/" + found.sequence();
        if (!says.equals(is)
                || !Objects.condition(cycle, "Protected").startsWith("True")
                || !Objects.condition(cycle, "Recoverable").startsWith("True")) {
            throw new Violation(
                    "status",
                    "the newest record is "
                            + is
                            + ", and the DRCycle says "
                            + cycle.path("status"));
        }
    }

    private static void newest(SimArray array, RecordNumber[] newest) {
        ArrayEngine engine = array.engine();
        if (engine == null) {
            return;
        }
        for (RecordSlot slot : engine.readSlots()) {
            try {
                String content = slot.content();
                RecordNumber number =
                        content.isEmpty() ? null : RecordCodec.decode(content).number();
                if (number != null && (newest[0] == null || number.compareTo(newest[0]) > 0)) {
                    newest[0] = number;
                }
            } catch (RecordRefusedException e) {
                throw new IllegalStateException("a whole slot holds no record: " + slot, e);
            }
        }
    }

    /** Waits until nothing was written or ordered for longer than anything is put off. */
    private void settle() {
        long[] last = {-1, -1, kernel.nanoTime()};
        world.must(
                () -> {
                    if (last[0] != oracle.writes() || last[1] != world.commands()) {
                        last[0] = oracle.writes();
                        last[1] = world.commands();
                        last[2] = kernel.nanoTime();
                    }
                    return kernel.nanoTime() - last[2] > SETTLED_NANOS;
                },
                "the operator does not come to rest");
    }

    private void resync() {
        OperatorProcess present = operator;
        SimProcess process = world.operator();
        if (present != null && process != null) {
            kernel.spawn(process, "resync", present::resync);
        }
    }
}
