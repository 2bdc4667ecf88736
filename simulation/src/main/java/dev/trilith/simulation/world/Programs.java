package dev.trilith.simulation.world;

import dev.trilith.core.array.StorageArray;
import dev.trilith.core.cycle.CopyCycleProgram;
import dev.trilith.core.cycle.CycleSettings;
import dev.trilith.core.definition.ArrayDirectory;
import dev.trilith.core.definition.Site;
import dev.trilith.core.recovery.LossEvidence;
import dev.trilith.core.recovery.RecoveryPhase;
import dev.trilith.core.recovery.RecoveryProgram;
import dev.trilith.core.recovery.RecoveryProgress;
import dev.trilith.core.step.Boundary;
import dev.trilith.core.step.StepResult;
import dev.trilith.simulation.kernel.Kernel;
import dev.trilith.simulation.kernel.SimProcess;
import dev.trilith.simulation.oracle.Layout;
import dev.trilith.simulation.site.Way;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** The operator's processes that run P120 and R121, as often as they are started. */
final class Programs implements Steering {
    private static final long SHORTEST_REST_NANOS = 100_000;
    private final World world;
    private final Kernel kernel;
    private CycleSettings settings;
    private String step = Places.START;
    private long passes;
    private int idle;
    private @Nullable RecoveryProgress recovered;
    private @Nullable RecoveryProgress lastRecovery;
    private String lastWords = "";
    private StepResult.@Nullable State state;

    Programs(World world, CycleSettings settings) {
        this.world = world;
        this.kernel = world.kernel();
        this.settings = settings;
    }

    @Override
    public String step() {
        return step;
    }

    @Override
    public long passes() {
        return passes;
    }

    /** How often in a row P120 found nothing to do. */
    int idle() {
        return idle;
    }

    @Override
    public @Nullable Ending recovered() {
        RecoveryProgress end = recovered;
        return end == null ? null : new Ending(end.phase() == RecoveryPhase.FAILED, end.toString());
    }

    @Override
    public SimProcess start() {
        return world.disaster().struck() ? world.disaster().startRecovery() : startCycle();
    }

    @Override
    public String place() {
        return world.disaster().struck() ? "remote-operator" : "operator";
    }

    @Override
    public void pause() {
        settings(
                new CycleSettings(
                        settings.interval(),
                        settings.freezeMode(),
                        settings.freezeDeadline(),
                        true,
                        ""));
    }

    @Override
    public void rest() {
        world.rest();
    }

    /** How the program of now stands after its last word, or null before the first. */
    StepResult.@Nullable State state() {
        return state;
    }

    @Override
    public String lastWords() {
        return lastWords + (lastRecovery == null ? "" : " / " + lastRecovery);
    }

    void settings(CycleSettings newSettings) {
        settings = newSettings;
        idle = 0;
    }

    private ArrayDirectory directory(SimProcess process, String place) {
        return new ArrayDirectory() {
            @Override
            public StorageArray array(Site site) {
                return new Way(
                        kernel,
                        world.network(),
                        process,
                        place,
                        world.array(Layout.site(site.array())),
                        world.watcher());
            }

            @Override
            public void together(List<Runnable> calls) {
                CountDownLatch done = new CountDownLatch(calls.size());
                for (Runnable call : calls) {
                    kernel.spawn(
                            process,
                            "call",
                            () -> {
                                call.run();
                                done.countDown();
                            });
                }
                try {
                    done.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException("nobody interrupts simulated threads", e);
                }
            }
        };
    }

    SimProcess startCycle() {
        SimProcess process = kernel.process("P120");
        kernel.say("P120", "started");
        state = null;
        // Its seal belongs to no step, least of all to the one at which another died.
        step = Places.START;
        kernel.spawn(process, "program", () -> cycle(process));
        return process;
    }

    private void cycle(SimProcess process) {
        CopyCycleProgram program =
                new CopyCycleProgram(
                        world.layout().chain,
                        settings,
                        directory(process, "operator"),
                        world.clock(0),
                        "P120@production",
                        moment -> {
                            if (moment.boundary() == Boundary.BEFORE_INTENT) {
                                step = moment.step().toString();
                                kernel.say("P120", "step " + step + " of cycle " + moment.cycle());
                            }
                        });
        long seen = 0;
        while (true) {
            program.settings(settings);
            StepResult result = program.step();
            lastWords = result.toString();
            state = result.state();
            long now = program.progress().completedPasses();
            if (now > seen) {
                passes += now - seen;
                seen = now;
                kernel.say("P120", "pass " + passes + " complete");
            }
            if (result.state() == StepResult.State.DEGRADED) {
                kernel.say("P120", result.toString());
            }
            idle = result.state() == StepResult.State.IDLE ? idle + 1 : 0;
            kernel.sleep(Math.max(SHORTEST_REST_NANOS, result.again().toNanos()));
        }
    }

    SimProcess startRecovery(Map<String, LossEvidence> evidence) {
        SimProcess process = kernel.process("R121");
        kernel.say("R121", "started, " + evidence);
        kernel.spawn(process, "program", () -> recover(process, evidence));
        return process;
    }

    private void recover(SimProcess process, Map<String, LossEvidence> evidence) {
        RecoveryProgram program =
                new RecoveryProgram(
                        world.layout().chain,
                        evidence,
                        directory(process, "remote-operator"),
                        world.clock(world.sites() - 1),
                        "R121@remote",
                        moment -> {
                            step = "R121";
                            kernel.say(
                                    "R121",
                                    moment.step()
                                            + " "
                                            + moment.action()
                                            + " "
                                            + moment.boundary());
                        });
        step = "R121";
        while (true) {
            StepResult result = program.step();
            lastWords = result.toString();
            state = result.state();
            RecoveryProgress progress = program.progress();
            lastRecovery = progress;
            if (progress.phase() == RecoveryPhase.FINISHED
                    || progress.phase() == RecoveryPhase.FAILED) {
                kernel.say("R121", "ends: " + result);
                recovered = progress;
                return;
            }
            kernel.sleep(Math.max(SHORTEST_REST_NANOS, result.again().toNanos()));
        }
    }
}
