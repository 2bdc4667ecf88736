package dev.trilith.operator.app;

import dev.trilith.core.cycle.CycleObserver;
import dev.trilith.core.recovery.RecoveryObserver;
import dev.trilith.mockcluster.ApiWrite;
import dev.trilith.mockcluster.MockCluster;
import dev.trilith.operator.api.v1alpha1.StorageSubsystem;
import dev.trilith.operator.reconcile.Scope;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** A mock cluster, arrays in memory, and operators on them. */
final class OperatorLab implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    final MockCluster cluster = MockCluster.start();
    final KubernetesClient client = cluster.newClient();
    final Sites sites;
    private final List<ApiWrite> writes = new CopyOnWriteArrayList<>();
    private final List<String> reads = new CopyOnWriteArrayList<>();
    private final List<TrilithOperator> operators = new ArrayList<>();
    private final boolean ownsSites;

    OperatorLab() {
        this(new Sites(), true);
    }

    /** A fresh cluster over arrays that live already. */
    OperatorLab(Sites sites, boolean ownsSites) {
        this.sites = sites;
        this.ownsSites = ownsSites;
        Crds.all().forEach(crd -> client.resource(crd).create());
        cluster.onWrite(writes::add);
        cluster.onRead(reads::add);
    }

    /** Starts an operator for these namespaces, or for all. */
    TrilithOperator startOperator(String... namespaces) {
        return start(settings().inNamespaces(Set.of(namespaces)));
    }

    /** Starts the operator of one site, which sees its own namespace only. */
    TrilithOperator startSiteOperator(String namespace) {
        return start(settings().ofSite(namespace));
    }

    private static OperatorSettings settings() {
        return new OperatorSettings(
                Scope.CLUSTER,
                Set.of(),
                OperatorSettings.DEFAULT_ARRAY_IMAGE,
                Duration.ofSeconds(1),
                Duration.ofMillis(100));
    }

    private TrilithOperator start(OperatorSettings settings) {
        TrilithOperator operator =
                new TrilithOperator(
                        client,
                        settings,
                        sites.dialer(),
                        sites.doorstep(),
                        sites.accessDialer(),
                        () -> {},
                        CycleObserver.NONE,
                        RecoveryObserver.NONE);
        operators.add(operator);
        operator.start();
        return operator;
    }

    void stop(TrilithOperator operator) {
        operator.close();
        operators.remove(operator);
    }

    /** Applies objects as a user does, and lets every subsystem among them run. */
    void apply(HasMetadata... objects) {
        for (HasMetadata object : objects) {
            client.resource(object)
                    .patch(
                            new PatchContext.Builder()
                                    .withPatchType(PatchType.SERVER_SIDE_APPLY)
                                    .withFieldManager("user")
                                    .withForce(true)
                                    .build());
            if (object instanceof StorageSubsystem subsystem) {
                run(subsystem);
            }
        }
    }

    /** The whole example, its arrays running. */
    void applyExample() {
        Resources.example().forEach(this::apply);
    }

    void run(StorageSubsystem subsystem) {
        apply(
                Resources.slice(
                        subsystem.getMetadata().getNamespace(),
                        subsystem.getMetadata().getName(),
                        "10.0.0.1",
                        subsystem.getSpec().ports().toArray(String[]::new)));
    }

    /** The identity of a namespace. */
    String uid(String namespace) {
        return client.namespaces().withName(namespace).get().getMetadata().getUid();
    }

    /** The object as it is now. */
    <R extends CustomResource<?, ?>> R get(Class<R> kind, String namespace, String name) {
        return Objects.requireNonNull(
                client.resources(kind).inNamespace(namespace).withName(name).get(),
                () -> kind.getSimpleName() + " " + namespace + "/" + name + " is not there");
    }

    /** Waits until the object is as {@code wanted} says, and returns it. */
    <R extends CustomResource<?, ?>> R await(
            Class<R> kind, String namespace, String name, Predicate<R> wanted) {
        return awaitIt()
                .until(
                        () -> client.resources(kind).inNamespace(namespace).withName(name).get(),
                        found -> found != null && wanted.test(found));
    }

    static org.awaitility.core.ConditionFactory awaitIt() {
        return org.awaitility.Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20));
    }

    /** Requests that may have changed something since the last {@link #forgetWrites}. */
    List<ApiWrite> writes() {
        return List.copyOf(writes);
    }

    /** Paths that were read since the last {@link #forgetReads}. */
    List<String> reads() {
        return List.copyOf(reads);
    }

    void forgetReads() {
        reads.clear();
    }

    void forgetWrites() {
        writes.clear();
    }

    @Override
    public void close() {
        operators.forEach(TrilithOperator::close);
        client.close();
        cluster.close();
        if (ownsSites) {
            sites.close();
        }
    }
}
