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
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
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
            Scope scope,
            WatchedView<DRCycle> cluster,
            Namesakes<DRCycle> namesakes) {
        InformerEventSource<StorageSubsystem, DRCycle> subsystems =
                chainOf(StorageSubsystem.class, "subsystems", context);
        InformerEventSource<SiteGrant, DRCycle> grants =
                chainOf(SiteGrant.class, "grants", context);
        @Nullable InformerEventSource<Namespace, DRCycle> namespaces =
                scope == Scope.SITE ? null : sites(context);
        cluster.follow(subsystems, grants, namespaces, context.getControllerConfiguration());
        return Stream.of(
                        subsystems,
                        grants,
                        chainOf(CopyPair.class, "pairs", context),
                        namespaces,
                        namesakes)
                .filter(Objects::nonNull)
                .<EventSource<?, DRCycle>>map(source -> source)
                .toList();
    }

    private static <R extends HasMetadata> InformerEventSource<R, DRCycle> chainOf(
            Class<R> kind, String name, EventSourceContext<DRCycle> context) {
        return new InformerEventSource<>(
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
    private static InformerEventSource<Namespace, DRCycle> sites(
            EventSourceContext<DRCycle> context) {
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(Namespace.class, DRCycle.class)
                        .withName("namespaces")
                        .withWatchAllNamespaces()
                        .withSecondaryToPrimaryMapper(changed ->
                                context.getPrimaryCache()
                                        .list(cycle ->
                                                hasSite(cycle, changed.getMetadata().getName()))
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
