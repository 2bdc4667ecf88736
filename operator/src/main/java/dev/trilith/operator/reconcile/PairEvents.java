package dev.trilith.operator.reconcile;

import dev.trilith.operator.api.v1alpha1.CopyPair;
import dev.trilith.operator.api.v1alpha1.SiteGrant;
import dev.trilith.operator.api.v1alpha1.StorageSubsystem;
import dev.trilith.operator.translate.Translation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What else than its own resource makes the operator look at a pair. */
final class PairEvents {
    private PairEvents() {}

    /** The arrays of its two ends, the grants of their namespaces, and namesakes. */
    static List<EventSource<?, CopyPair>> sources(
            Informed.Maker informers,
            EventSourceContext<CopyPair> context,
            Namesakes<CopyPair> namesakes) {
        return List.of(
                informers
                        .watch(
                                changes(
                                        StorageSubsystem.class,
                                        "subsystems",
                                        context,
                                        PairEvents::touches),
                                context)
                        .source(),
                informers
                        .watch(
                                changes(SiteGrant.class, "grants", context, PairEvents::names),
                                context)
                        .source(),
                namesakes);
    }

    private static <R extends HasMetadata> InformerEventSourceConfiguration<R> changes(
            Class<R> kind,
            String name,
            EventSourceContext<CopyPair> context,
            BiPredicate<CopyPair, R> concerns) {
        return InformerEventSourceConfiguration.from(kind, CopyPair.class)
                .withName(name)
                .withSecondaryToPrimaryMapper(changed ->
                        context.getPrimaryCache()
                                .list(pair -> concerns.test(pair, changed))
                                .map(ResourceID::fromResource)
                                .collect(Collectors.toSet()))
                .build();
    }

    private static boolean touches(CopyPair pair, StorageSubsystem subsystem) {
        return Stream.of(pair.getSpec().primary(), pair.getSpec().secondary())
                .anyMatch(end ->
                        end.subsystemRef().equals(subsystem.getMetadata().getName())
                                && (isOf(subsystem, Translation.namespace(pair, end))
                                        || isOf(subsystem, pair.getMetadata().getNamespace())));
    }

    private static boolean names(CopyPair pair, SiteGrant grant) {
        return Stream.of(pair.getSpec().primary(), pair.getSpec().secondary())
                .anyMatch(end -> isOf(grant, Translation.namespace(pair, end)));
    }

    private static boolean isOf(HasMetadata resource, String namespace) {
        return resource.getMetadata().getNamespace().equals(namespace);
    }
}
