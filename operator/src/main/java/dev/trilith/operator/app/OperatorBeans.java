package dev.trilith.operator.app;

import dev.trilith.core.cycle.CycleObserver;
import dev.trilith.core.recovery.RecoveryObserver;
import dev.trilith.operator.array.RestArrays;
import dev.trilith.operator.reconcile.Informed;
import dev.trilith.operator.reconcile.ProgramScheduler;
import dev.trilith.operator.reconcile.ReconcilerWorld;
import dev.trilith.operator.status.ShownStatuses;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.prometheus.client.CollectorRegistry;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.InstantSource;

/**
 * What the Quarkus application gives to the reconcilers, which it finds and registers by itself.
 */
final class OperatorBeans {
    /** As Quarkus makes it, but for the log of what is asked. */
    @Produces
    @Singleton
    KubernetesClient client(Config config, KubernetesSerialization serialization) {
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withKubernetesSerialization(serialization)
                .withHttpClientBuilderConsumer(
                        http -> http.addOrReplaceInterceptor("requests", new ApiRequestLog()))
                .build();
    }

    void close(@Disposes KubernetesClient client) {
        client.close();
    }

    @Produces
    @Singleton
    RestArrays arrays(OperatorConfig config) {
        return new RestArrays(config.arrayTimeout());
    }

    void close(@Disposes RestArrays arrays) {
        arrays.close();
    }

    @Produces
    @Singleton
    ProgramScheduler programs() {
        return new ProgramScheduler();
    }

    /** Programs end first: what they work with is closed in no order that could be relied on. */
    void stop(
            @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) ShutdownEvent end,
            ProgramScheduler programs) {
        programs.close();
    }

    @Produces
    @Singleton
    ShownStatuses shown() {
        return new ShownStatuses();
    }

    /** In place of the one that Quarkus makes: the statuses are read when somebody asks. */
    @Produces
    @Singleton
    CollectorRegistry metrics(ShownStatuses shown) {
        CollectorRegistry registry = new CollectorRegistry(true);
        registry.register(new StatusMetrics(shown));
        return registry;
    }

    @Produces
    @Singleton
    ReconcilerWorld world(
            KubernetesClient client,
            OperatorConfig config,
            RestArrays arrays,
            ProgramScheduler programs,
            ShownStatuses shown) {
        return new ReconcilerWorld(
                client,
                config.scope(),
                arrays::at,
                arrays::stands,
                arrays::accessAt,
                InstantSource.system(),
                config.arrayImage(),
                config.lookAgain(),
                new CrdCheck(client, InstantSource.system()),
                Informed.Maker.OF_THE_FRAMEWORK,
                programs,
                CycleObserver.NONE,
                RecoveryObserver.NONE,
                shown);
    }
}
