package dev.trilith.operator.reconcile;

import dev.trilith.operator.api.v1alpha1.SiteGrant;
import dev.trilith.operator.api.v1alpha1.StorageSubsystem;
import dev.trilith.operator.translate.ArrayNames;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.Mappers;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What else than its own resource makes the operator look at an array. */
final class ArrayEvents {
    private static final String SERVICE_LABEL = "kubernetes.io/service-name";

    private ArrayEvents() {}

    /** Its StatefulSet, where its pod is, the grants of its namespace, and namesakes. */
    static List<EventSource<?, StorageSubsystem>> sources(
            Informed.Maker informers,
            EventSourceContext<StorageSubsystem> context,
            Namesakes<StorageSubsystem> namesakes) {
        return List.of(
                namesakes,
                informers
                        .watch(
                                InformerEventSourceConfiguration.from(
                                                StatefulSet.class, StorageSubsystem.class)
                                        .withName("statefulsets")
                                        .withLabelSelector(ArrayNames.SUBSYSTEM_LABEL)
                                        .withSecondaryToPrimaryMapper(
                                                Mappers.fromOwnerReferences(StorageSubsystem.class))
                                        .build(),
                                context)
                        .source(),
                informers
                        .watch(
                                InformerEventSourceConfiguration.from(
                                                EndpointSlice.class, StorageSubsystem.class)
                                        .withName("endpointslices")
                                        .withLabelSelector(SERVICE_LABEL)
                                        .withSecondaryToPrimaryMapper(ArrayEvents::subsystemOf)
                                        .build(),
                                context)
                        .source(),
                informers
                        .watch(
                                InformerEventSourceConfiguration.from(
                                                SiteGrant.class, StorageSubsystem.class)
                                        .withName("grants")
                                        .withSecondaryToPrimaryMapper(
                                                grant -> arraysBeside(grant, context))
                                        .build(),
                                context)
                        .source());
    }

    private static Set<ResourceID> subsystemOf(EndpointSlice slice) {
        String service = slice.getMetadata().getLabels().get(SERVICE_LABEL);
        return Optional.ofNullable(service)
                .filter(name -> name.startsWith(ArrayNames.workload("")))
                .map(name -> name.substring(ArrayNames.workload("").length()))
                .map(name -> new ResourceID(name, slice.getMetadata().getNamespace()))
                .stream()
                .collect(Collectors.toSet());
    }

    /** A grant changes whom the arrays of its namespace let in. */
    private static Set<ResourceID> arraysBeside(
            SiteGrant grant, EventSourceContext<StorageSubsystem> context) {
        return context.getPrimaryCache()
                .list(grant.getMetadata().getNamespace())
                .map(ResourceID::fromResource)
                .collect(Collectors.toSet());
    }
}
