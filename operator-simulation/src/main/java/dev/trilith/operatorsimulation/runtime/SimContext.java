package dev.trilith.operatorsimulation.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.IndexedResourceCache;
import io.javaoperatorsdk.operator.api.reconciler.ResourceOperations;
import io.javaoperatorsdk.operator.api.reconciler.RetryInfo;
import io.javaoperatorsdk.operator.api.reconciler.dependent.managed.ManagedWorkflowAndDependentResourceContext;
import io.javaoperatorsdk.operator.processing.event.EventSourceRetriever;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.stream.Stream;

/** What a reconciler is told of its turn, as far as Trilith's ask. */
record SimContext<P extends HasMetadata>(
        P resource,
        IndexedResourceCache<P> cache,
        ControllerConfiguration<P> settings,
        KubernetesClient client,
        boolean deleted)
        implements Context<P> {
    private static UnsupportedOperationException nobodyAsks() {
        return new UnsupportedOperationException("no reconciler of Trilith asks for this");
    }

    @Override
    public Optional<RetryInfo> getRetryInfo() {
        return Optional.empty();
    }

    @Override
    public <R> Set<R> getSecondaryResources(Class<R> kind, boolean unique) {
        return Set.of();
    }

    @Override
    public <R> Stream<R> getSecondaryResourcesAsStream(Class<R> kind, boolean unique) {
        return Stream.of();
    }

    @Override
    public <R> Optional<R> getSecondaryResource(Class<R> kind, String source) {
        return Optional.empty();
    }

    @Override
    public ControllerConfiguration<P> getControllerConfiguration() {
        return settings;
    }

    @Override
    public ManagedWorkflowAndDependentResourceContext managedWorkflowAndDependentResourceContext() {
        throw nobodyAsks();
    }

    @Override
    public EventSourceRetriever<P> eventSourceRetriever() {
        throw nobodyAsks();
    }

    @Override
    public KubernetesClient getClient() {
        return client;
    }

    @Override
    public ResourceOperations<P> resourceOperations() {
        throw nobodyAsks();
    }

    @Override
    public ExecutorService getWorkflowExecutorService() {
        throw nobodyAsks();
    }

    @Override
    public P getPrimaryResource() {
        return resource;
    }

    @Override
    public IndexedResourceCache<P> getPrimaryCache() {
        return cache;
    }

    @Override
    public boolean isNextReconciliationImminent() {
        return false;
    }

    @Override
    public boolean isPrimaryResourceDeleted() {
        return deleted;
    }

    @Override
    public boolean isPrimaryResourceFinalStateUnknown() {
        return false;
    }
}
