package dev.trilith.operator.reconcile;

import dev.trilith.operator.api.v1alpha1.CopyPair;
import dev.trilith.operator.api.v1alpha1.DRCycle;
import dev.trilith.operator.api.v1alpha1.SiteGrant;
import dev.trilith.operator.api.v1alpha1.StorageSubsystem;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What else than its own resource makes the operator look at a cycle, and what it sees of it. */
final class CycleEvents {
    private CycleEvents() {}

    /** Arrays, pairs and grants of the chain's sites, the sites' namespaces, and namesakes. */
    static List<EventSource<?, DRCycle>> sources(
            EventSourceContext<DRCycle> context,
            ReconcilerWorld world,
            WatchedView<DRCycle> cluster,
            Namesakes<DRCycle> namesakes) {
        Informed<StorageSubsystem, DRCycle> subsystems =
                chainOf(StorageSubsystem.class, "subsystems", world, context);
        Informed<SiteGrant, DRCycle> grants = chainOf(SiteGrant.class, "grants", world, context);
        @Nullable Informed<Namespace, DRCycle> namespaces =
                world.scope() == Scope.SITE ? null : sites(world, context);
        cluster.follow(
                subsystems.cache(),
                grants.cache(),
                namespaces == null ? null : namespaces.cache(),
                context.getControllerConfiguration());
        return Stream.of(
                        subsystems.source(),
                        grants.source(),
                        chainOf(CopyPair.class, "pairs", world, context).source(),
                        namespaces == null ? null : namespaces.source(),
                        namesakes)
                .filter(Objects::nonNull)
                .<EventSource<?, DRCycle>>map(source -> source)
                .toList();
    }

    private static <R extends HasMetadata> Informed<R, DRCycle> chainOf(
            Class<R> kind,
            String name,
            ReconcilerWorld world,
            EventSourceContext<DRCycle> context) {
        return world.informers()
                .watch(
                        InformerEventSourceConfiguration.from(kind, DRCycle.class)
                                .withName(name)
                                .withSecondaryToPrimaryMapper(changed ->
                                        context.getPrimaryCache()
                                                .list(cycle -> hasSiteOf(cycle, changed))
                                                .map(ResourceID::fromResource)
                                                .collect(Collectors.toSet()))
                                .build(),
                        context);
    }

    /** The namespaces themselves: the end of one wakes those who watch over it at once. */
    private static Informed<Namespace, DRCycle> sites(
            ReconcilerWorld world, EventSourceContext<DRCycle> context) {
        return world.informers()
                .watch(
                        InformerEventSourceConfiguration.from(Namespace.class, DRCycle.class)
                                .withName("namespaces")
                                .withWatchAllNamespaces()
                                .withSecondaryToPrimaryMapper(changed ->
                                        context.getPrimaryCache()
                                                .list(cycle ->
                                                        hasSite(
                                                                cycle,
                                                                changed.getMetadata().getName()))
                                                .map(ResourceID::fromResource)
                                                .collect(Collectors.toSet()))
                                .build(),
                        context);
    }

    private static boolean hasSiteOf(DRCycle cycle, HasMetadata changed) {
        return hasSite(cycle, changed.getMetadata().getNamespace());
    }

    private static boolean hasSite(DRCycle cycle, String namespace) {
        return cycle.getSpec().chain().stream().anyMatch(s -> s.namespace().equals(namespace));
    }
}
