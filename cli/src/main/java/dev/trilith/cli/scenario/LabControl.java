package dev.trilith.cli.scenario;

import dev.trilith.cli.fault.CliFailure;
import dev.trilith.cli.lab.LabEndpoints;
import dev.trilith.cli.lab.LabSites;
import dev.trilith.contract.ArrayDocument;
import dev.trilith.operator.api.v1alpha1.ChainSite;
import dev.trilith.operator.api.v1alpha1.DRCycle;
import dev.trilith.operator.api.v1alpha1.DRCycleStatus;
import dev.trilith.operator.api.v1alpha1.Recovery;
import dev.trilith.operator.api.v1alpha1.RecoveryStatus;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Waits for a lab and steers its cycle, as a person with a Kubernetes client would. */
public final class LabControl {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
    private static final Duration LOOK_AGAIN_OUTSIDE = Duration.ofMillis(100);
    private static final String LAST_RECORD_PHASE = "DONE";

    private final LabSites lab;
    private final ChainSite production;
    private final ChainSite remote;

    public LabControl(LabSites lab) {
        this.lab = lab;
        this.production = lab.chain().getFirst();
        this.remote = lab.chain().getLast();
    }

    /**
     * Waits until hosts can write at production and every write goes to local too.
     *
     * @return where everything is reached
     * @throws TimeoutException that names what is still missing
     */
    public LabEndpoints awaitReady(Duration limit) throws InterruptedException, TimeoutException {
        await(
                () -> lab.missing().orElse("every array to be ready"),
                limit,
                () -> lab.missing().isEmpty());
        Optional<Recovery> before = recovery();
        if (before.isPresent()) {
            throw new CliFailure(
                    "the lab was recovered already, see Recovery "
                            + before.get().getMetadata().getName()
                            + " in namespace "
                            + remote.namespace()
                            + ": install it anew.");
        }
        await(
                () -> "the first initial copy from production to local",
                limit,
                () -> inPair(lab.show(production)));
        return lab.endpoints();
    }

    /** Pauses the cycle and waits until what is under way is finished. */
    public void pauseAndSettle(Duration limit) throws InterruptedException, TimeoutException {
        long generation = setPaused("true");
        await(() -> "the paused cycle to finish its pass", limit, () -> settled(generation));
    }

    /** Lets the cycle go on, also in an interrupted thread. */
    public void unpause() {
        boolean interrupted = Thread.interrupted();
        try {
            // Taken back rather than denied: the field is whoever's again that installed the lab.
            setPaused("null");
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The Recovery at the last site, once there is one. */
    public Optional<Recovery> recovery() {
        return lab
                .client(remote)
                .resources(Recovery.class)
                .inNamespace(remote.namespace())
                .list()
                .getItems()
                .stream()
                .filter(recovery -> recovery.getSpec().chain().equals(lab.chain()))
                .findFirst();
    }

    /**
     * Waits until the recovery at the last site has ended.
     *
     * @param told is told how it goes
     * @throws CliFailure if it failed
     */
    RecoveryStatus awaitRecovered(RecoveryTeller told, Duration limit)
            throws InterruptedException, TimeoutException {
        await(
                () -> "the recovery at " + remote.site() + " (" + told.last() + ")",
                limit,
                () -> {
                    Optional<Recovery> recovery = recovery();
                    told.look(recovery, recovery.isPresent() ? Optional.empty() : cycleAt(remote));
                    return ended(recovery) != null;
                });
        RecoveryStatus status = ended(recovery());
        if (status == null || !"Finished".equals(status.phase())) {
            throw new CliFailure(
                    "the recovery at "
                            + remote.site()
                            + " failed: "
                            + (status == null ? "it is gone" : status.outcome()));
        }
        return status;
    }

    private static @Nullable RecoveryStatus ended(Optional<Recovery> recovery) {
        RecoveryStatus status = recovery.map(Recovery::getStatus).orElse(null);
        boolean ended =
                status != null
                        && ("Finished".equals(status.phase()) || "Failed".equals(status.phase()));
        return ended ? status : null;
    }

    private long setPaused(String paused) {
        // A merge patch names the one field, so that it cannot collide with the operator's writes.
        return lab.client(production)
                .resource(activeCycle())
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"spec\":{\"paused\":" + paused + "}}")
                .getMetadata()
                .getGeneration();
    }

    private boolean settled(long generation) {
        DRCycleStatus status = activeCycle().getStatus();
        return status != null
                && status.observedGeneration() != null
                && status.observedGeneration() >= generation
                && LAST_RECORD_PHASE.equals(status.phase())
                && says(status, "Paused");
    }

    private static boolean says(DRCycleStatus status, String reason) {
        return status.conditions() != null
                && status.conditions().stream()
                        .anyMatch(c -> c.type().equals("Ready") && c.reason().equals(reason));
    }

    private DRCycle activeCycle() {
        return cycleAt(production)
                .orElseThrow(
                        () -> new CliFailure("there is no DRCycle in " + production.namespace()));
    }

    private Optional<DRCycle> cycleAt(ChainSite site) {
        List<DRCycle> cycles =
                lab.client(site)
                        .resources(DRCycle.class)
                        .inNamespace(site.namespace())
                        .list()
                        .getItems();
        return cycles.stream()
                .filter(cycle -> cycle.getSpec().chain().equals(lab.chain()))
                .findFirst();
    }

    private static boolean inPair(ArrayDocument production) {
        return !production.pairs().isEmpty()
                && production.pairs().stream().allMatch(pair -> pair.status().equals("PAIR"));
    }

    /** An API server or an array that does not answer for a moment is asked again. */
    private void await(Supplier<String> what, Duration limit, BooleanSupplier condition)
            throws InterruptedException, TimeoutException {
        long end = System.nanoTime() + limit.toNanos();
        while (!holds(condition, end)) {
            if (System.nanoTime() - end > 0) {
                throw new TimeoutException(
                        "waited " + limit.toSeconds() + " s for " + what.get() + ", in vain");
            }
            Thread.sleep(lab.embedded() ? LOOK_AGAIN : LOOK_AGAIN_OUTSIDE);
        }
    }

    private boolean holds(BooleanSupplier condition, long end) {
        try {
            return condition.getAsBoolean();
        } catch (KubernetesClientException | CliFailure e) {
            if (lab.embedded() || System.nanoTime() - end > 0) {
                throw e;
            }
            return false;
        }
    }
}
