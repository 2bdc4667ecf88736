package dev.trilith.operator.app;

import dev.trilith.core.cycle.CycleObserver;
import dev.trilith.core.recovery.RecoveryObserver;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;

/**
 * The whole operator as plain objects: the embedded lab and the tests start it with this, the
 * Quarkus application puts the same reconcilers together by itself. Several can live in one
 * process.
 *
 * <p>The custom resource definitions must exist before {@link #start}; see {@link Crds}.
 */
public final class TrilithOperator implements AutoCloseable {
    private final Operator operator;

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
        operator =
                new Operator(overrider ->
                        overrider
                                .withKubernetesClient(client)
                                .withCloseClientOnStop(false)
                                .withStopOnInformerErrorDuringStartup(true));
    }

    /** Starts to watch and to act; returns when the first lists have been read. */
    public void start() {
        operator.start();
    }

    /** Stops acting, finishes the word of work under way, and lets go of every thread. */
    @Override
    public void close() {
        operator.stop();
    }
}
