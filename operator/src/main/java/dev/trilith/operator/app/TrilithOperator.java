package dev.trilith.operator.app;

import dev.trilith.core.cycle.CycleObserver;
import dev.trilith.core.recovery.RecoveryObserver;
import dev.trilith.operator.array.RestArrays;
import dev.trilith.operator.reconcile.CopyPairReconciler;
import dev.trilith.operator.reconcile.DRCycleReconciler;
import dev.trilith.operator.reconcile.Informed;
import dev.trilith.operator.reconcile.ProgramScheduler;
import dev.trilith.operator.reconcile.ReconcilerWorld;
import dev.trilith.operator.reconcile.RecoveryReconciler;
import dev.trilith.operator.reconcile.SiteGrantReconciler;
import dev.trilith.operator.reconcile.StorageSubsystemReconciler;
import dev.trilith.operator.reconcile.VolumeDefinitionReconciler;
import dev.trilith.operator.status.ShownStatuses;
import dev.trilith.operator.translate.AccessDialer;
import dev.trilith.operator.translate.ArrayDialer;
import dev.trilith.operator.translate.Doorstep;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import java.time.InstantSource;

/**
 * The whole operator as plain objects: the embedded lab and the tests start it with this, the
 * Quarkus application puts the same reconcilers together by itself. Several can live in one
 * process.
 *
 * <p>The custom resource definitions must exist before {@link #start}; see {@link Crds}.
 */
public final class TrilithOperator implements AutoCloseable {
    private final Operator operator;
    private final ProgramScheduler programs;
    private final ShownStatuses shown = new ShownStatuses();
    private final AutoCloseable connections;

    /**
     * An operator of which nobody watches the steps.
     *
     * @param client the cluster; the caller closes it, after this operator
     * @param settings what it looks after, and how
     */
    public TrilithOperator(KubernetesClient client, OperatorSettings settings) {
        this(client, settings, CycleObserver.NONE, RecoveryObserver.NONE);
    }

    /**
     * An operator whose programs tell of every boundary they reach, in their own threads.
     *
     * @param client the cluster; the caller closes it, after this operator
     * @param settings what it looks after, and how
     * @param cycles told of the copy cycle's steps (P120)
     * @param recoveries told of a recovery's steps (R121)
     */
    public TrilithOperator(
            KubernetesClient client,
            OperatorSettings settings,
            CycleObserver cycles,
            RecoveryObserver recoveries) {
        this(client, settings, new RestArrays(settings.arrayTimeout()), cycles, recoveries);
    }

    private TrilithOperator(
            KubernetesClient client,
            OperatorSettings settings,
            RestArrays arrays,
            CycleObserver cycles,
            RecoveryObserver recoveries) {
        this(
                client,
                settings,
                arrays::at,
                arrays::stands,
                arrays::accessAt,
                arrays,
                cycles,
                recoveries);
    }

    /** An operator with arrays of the caller's making, for tests. */
    TrilithOperator(
            KubernetesClient client,
            OperatorSettings settings,
            ArrayDialer dialer,
            Doorstep doorstep,
            AccessDialer accessDialer,
            AutoCloseable connections,
            CycleObserver cycles,
            RecoveryObserver recoveries) {
        this.connections = connections;
        programs = new ProgramScheduler();
        operator =
                new Operator(overrider ->
                        overrider
                                .withKubernetesClient(client)
                                .withCloseClientOnStop(false)
                                .withStopOnInformerErrorDuringStartup(true));
        ReconcilerWorld world =
                new ReconcilerWorld(
                        client,
                        settings.scope(),
                        dialer,
                        doorstep,
                        accessDialer,
                        InstantSource.system(),
                        settings.arrayImage(),
                        settings.lookAgain(),
                        new CrdCheck(client, InstantSource.system()),
                        Informed.Maker.OF_THE_FRAMEWORK,
                        programs,
                        cycles,
                        recoveries,
                        shown);
        register(new StorageSubsystemReconciler(world), settings);
        register(new VolumeDefinitionReconciler(world), settings);
        register(new CopyPairReconciler(world), settings);
        register(new DRCycleReconciler(world), settings);
        register(new RecoveryReconciler(world), settings);
        register(new SiteGrantReconciler(world), settings);
    }

    /** What every resource shows that this operator knows of. */
    ShownStatuses shown() {
        return shown;
    }

    private <R extends HasMetadata> void register(
            Reconciler<R> reconciler, OperatorSettings settings) {
        operator.register(
                reconciler,
                overrider -> {
                    if (!settings.namespaces().isEmpty()) {
                        overrider.settingNamespaces(settings.namespaces());
                    }
                });
    }

    /** Starts to watch and to act; returns when the first lists have been read. */
    public void start() {
        operator.start();
    }

    /** Stops acting, finishes the word of work under way, and lets go of every thread. */
    @Override
    public void close() {
        programs.close();
        operator.stop();
        try {
            connections.close();
        } catch (Exception e) {
            throw new IllegalStateException("connections to arrays could not be closed", e);
        }
    }
}
