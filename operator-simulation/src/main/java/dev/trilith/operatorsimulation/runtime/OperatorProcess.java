package dev.trilith.operatorsimulation.runtime;

import dev.trilith.core.cycle.CycleObserver;
import dev.trilith.core.recovery.RecoveryObserver;
import dev.trilith.operator.api.v1alpha1.CopyPair;
import dev.trilith.operator.api.v1alpha1.DRCycle;
import dev.trilith.operator.api.v1alpha1.Recovery;
import dev.trilith.operator.api.v1alpha1.SiteGrant;
import dev.trilith.operator.api.v1alpha1.StorageSubsystem;
import dev.trilith.operator.api.v1alpha1.VolumeDefinition;
import dev.trilith.operator.reconcile.CopyPairReconciler;
import dev.trilith.operator.reconcile.DRCycleReconciler;
import dev.trilith.operator.reconcile.ProgramScheduler;
import dev.trilith.operator.reconcile.ReconcilerWorld;
import dev.trilith.operator.reconcile.RecoveryReconciler;
import dev.trilith.operator.reconcile.Scope;
import dev.trilith.operator.reconcile.SiteGrantReconciler;
import dev.trilith.operator.reconcile.StorageSubsystemReconciler;
import dev.trilith.operator.reconcile.VolumeDefinitionReconciler;
import dev.trilith.operator.status.ShownStatuses;
import dev.trilith.operator.translate.ArrayDialer;
import dev.trilith.operator.translate.Doorstep;
import dev.trilith.operatorsimulation.api.WayHttpClient;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.api.config.BaseConfigurationService;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The operator's reconcilers, all of them, in one simulated process. */
public final class OperatorProcess {
    private static final BaseConfigurationService SETTINGS = new BaseConfigurationService();
    private final Surroundings around;
    private final SimController.Turns turns;
    private final KubernetesClient client;
    private final ReconcilerWorld world;
    private final List<SimController<?>> controllers = new ArrayList<>();

    /**
     * What the process has besides the API server.
     *
     * @param dialer the way to arrays
     * @param doorstep tells whether an array's machine is there
     * @param clock its time
     * @param lookAgain how often it looks at what sends no event
     * @param retries how often its client sends a request again
     * @param cycles is told of the steps of P120
     * @param recoveries is told of the steps of R121
     */
    public record Parts(
            ArrayDialer dialer,
            Doorstep doorstep,
            InstantSource clock,
            Duration lookAgain,
            int retries,
            CycleObserver cycles,
            RecoveryObserver recoveries) {}

    /** Told of a turn that a reconciler could not finish. */
    @FunctionalInterface
    public interface Failures {
        /** A reconciler threw something. */
        void at(String kind, RuntimeException failure);
    }

    /** A process that has not begun. */
    public OperatorProcess(Surroundings around, Parts parts, Failures failures) {
        this.around = around;
        this.turns =
                (kind, id, failure) -> {
                    if (failure != null) {
                        failures.at(kind, failure);
                    }
                };
        Config config =
                new ConfigBuilder(Config.empty())
                        .withMasterUrl("http://api-server/")
                        .withNamespace("default")
                        .withRequestRetryBackoffLimit(0)
                        .build();
        client =
                new KubernetesClientBuilder()
                        .withConfig(config)
                        .withKubernetesSerialization(around.json())
                        .withHttpClientFactory(
                                new WayHttpClient.Factory(around.way(), parts.retries()))
                        .withTaskExecutor(around.process())
                        .build();
        world =
                new ReconcilerWorld(
                        client,
                        Scope.CLUSTER,
                        parts.dialer(),
                        parts.doorstep(),
                        (name, endpoint, token) -> {
                            throw new UnsupportedOperationException("these arrays are open");
                        },
                        parts.clock(),
                        "array",
                        parts.lookAgain(),
                        Optional::empty,
                        SimController.informers(around),
                        new ProgramScheduler(new ProcessThreads(around.kernel(), around.process())),
                        parts.cycles(),
                        parts.recoveries(),
                        new ShownStatuses());
    }

    /** Starts every controller; called by the process's first thread. */
    public void start() {
        add(new StorageSubsystemReconciler(world), StorageSubsystem.class);
        add(new VolumeDefinitionReconciler(world), VolumeDefinition.class);
        add(new CopyPairReconciler(world), CopyPair.class);
        add(new DRCycleReconciler(world), DRCycle.class);
        add(new RecoveryReconciler(world), Recovery.class);
        add(new SiteGrantReconciler(world), SiteGrant.class);
        for (SimController<?> controller : controllers) {
            around.kernel().spawn(around.process(), "controller", controller::start);
        }
    }

    private <P extends HasMetadata> void add(Reconciler<P> reconciler, Class<P> kind) {
        controllers.add(
                new SimController<>(
                        around,
                        reconciler,
                        SETTINGS.getConfigurationFor(reconciler),
                        kind,
                        client,
                        turns));
    }

    /** Every reconciler looks at each of its resources once more. */
    public void resync() {
        controllers.forEach(SimController::resync);
    }
}
