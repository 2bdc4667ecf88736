package dev.trilith.cli.scenario;

import dev.trilith.cli.fault.CliFailure;
import dev.trilith.cli.lab.ArrayClient;
import dev.trilith.cli.lab.Lab;
import dev.trilith.cli.lab.LabEndpoints;
import dev.trilith.contract.ArrayDocument;
import dev.trilith.operator.api.v1alpha1.DRCycle;
import dev.trilith.operator.api.v1alpha1.DRCycleStatus;
import dev.trilith.operator.api.v1alpha1.Recovery;
import dev.trilith.operator.api.v1alpha1.RecoveryStatus;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Waits for a lab and steers its cycle, as a person with a Kubernetes client would. */
public final class LabControl {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
    private static final String LAST_RECORD_PHASE = "DONE";

    private final Lab lab;

    public LabControl(Lab lab) {
        this.lab = lab;
    }

    /**
     * Waits until hosts can write at production and every write goes to local too.
     *
     * @return where everything is reached
     * @throws TimeoutException that names what is still missing
     */
    public LabEndpoints awaitReady(Duration limit) throws InterruptedException, TimeoutException {
        int volumes = 5 * lab.options().dataChains() + 5;
        await("every array to be ready", limit, () -> lab.endpoints().volumes().size() == volumes);
        LabEndpoints endpoints = lab.endpoints();
        String production = LabFacts.url(endpoints, LabFacts.PRODUCTION_ARRAY);
        try (ArrayClient arrays = new ArrayClient()) {
            await(
                    "the first initial copy from production to local",
                    limit,
                    () -> inPair(arrays.show(production)));
        }
        return endpoints;
    }

    /** Pauses the cycle and waits until the pass under way is finished. */
    void pauseAndSettle(Duration limit) throws InterruptedException, TimeoutException {
        long generation = setPaused(true);
        await("the paused cycle to finish its pass", limit, () -> settled(generation));
    }

    /** Lets the cycle go on. */
    void unpause() {
        setPaused(false);
    }

    /** The Recovery at remote, once there is one. */
    public Optional<Recovery> recovery() {
        return lab
                .client()
                .resources(Recovery.class)
                .inNamespace(LabFacts.REMOTE)
                .list()
                .getItems()
                .stream()
                .findFirst();
    }

    /**
     * Waits until the recovery at remote has ended.
     *
     * @throws CliFailure if it failed
     */
    RecoveryStatus awaitRecovered(Duration limit) throws InterruptedException, TimeoutException {
        await("the recovery at remote", limit, () -> ended() != null);
        RecoveryStatus status = ended();
        if (status == null || !"Finished".equals(status.phase())) {
            throw new CliFailure(
                    "the recovery at remote failed: "
                            + (status == null ? "it is gone" : status.outcome()));
        }
        return status;
    }

    private @Nullable RecoveryStatus ended() {
        RecoveryStatus status = recovery().map(Recovery::getStatus).orElse(null);
        boolean ended =
                status != null
                        && ("Finished".equals(status.phase()) || "Failed".equals(status.phase()));
        return ended ? status : null;
    }

    private long setPaused(boolean paused) {
        // A merge patch names the one field, so that it cannot collide with the operator's writes.
        return lab.client()
                .resource(cycle())
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"spec\":{\"paused\":" + paused + "}}")
                .getMetadata()
                .getGeneration();
    }

    private boolean settled(long generation) {
        DRCycleStatus status = cycle().getStatus();
        return status != null
                && status.observedGeneration() != null
                && status.observedGeneration() >= generation
                && status.step() != null
                && status.step() == 1135
                && LAST_RECORD_PHASE.equals(status.phase());
    }

    private DRCycle cycle() {
        List<DRCycle> cycles =
                lab.client()
                        .resources(DRCycle.class)
                        .inNamespace(LabFacts.PRODUCTION)
                        .list()
                        .getItems();
        if (cycles.isEmpty()) {
            throw new CliFailure("there is no DRCycle in " + LabFacts.PRODUCTION);
        }
        return cycles.getFirst();
    }

    private static boolean inPair(ArrayDocument production) {
        return !production.pairs().isEmpty()
                && production.pairs().stream().allMatch(pair -> pair.status().equals("PAIR"));
    }

    private static void await(String what, Duration limit, BooleanSupplier condition)
            throws InterruptedException, TimeoutException {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new TimeoutException(
                        "waited " + limit.toSeconds() + " s for " + what + ", in vain");
            }
            Thread.sleep(LOOK_AGAIN);
        }
    }
}
