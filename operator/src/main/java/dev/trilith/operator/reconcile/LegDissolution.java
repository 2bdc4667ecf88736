package dev.trilith.operator.reconcile;

import dev.trilith.core.array.ArrayFault;
import dev.trilith.core.array.ArrayOrder;
import dev.trilith.core.array.ArraySnapshot;
import dev.trilith.core.array.Fence;
import dev.trilith.core.array.FenceState;
import dev.trilith.core.array.PairDefinition;
import dev.trilith.core.array.StorageArray;
import dev.trilith.operator.api.v1alpha1.CopyPair;
import dev.trilith.operator.api.v1alpha1.CopyPairSpec.DeletionPolicy;
import dev.trilith.operator.api.v1alpha1.VolumeReference;
import dev.trilith.operator.status.EventReason;
import dev.trilith.operator.status.EventSender;
import dev.trilith.operator.translate.Translation;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What becomes of the arrays when a CopyPair is deleted: nothing, unless its policy is Delete, its
 * namespace stays, and it was the last of its leg. There is no finalizer, because one could hold up
 * the deletion of a lost site's namespace: what is deleted while no operator runs stays registered.
 */
final class LegDissolution {
    private final KubernetesClient client;
    private final ArrayAccess arrays;
    private final EventSender events;

    LegDissolution(KubernetesClient client, ArrayAccess arrays, EventSender events) {
        this.client = client;
        this.arrays = arrays;
        this.events = events;
    }

    /** Acts on the deletion of {@code resource}. */
    void deleted(CopyPair resource, List<CopyPair> others) {
        PairDefinition pair = Translation.pair(resource);
        boolean wanted = resource.getSpec().deletionPolicy() == DeletionPolicy.DELETE;
        if (wanted
                && others.stream().noneMatch(other -> sharesLeg(resource, other))
                && namespaceStays(resource.getMetadata().getNamespace())) {
            dissolve(resource, pair);
        }
    }

    /**
     * Whether the pairs are of one leg between the same arrays: other sites' may have the same
     * names. A pair of somebody who was never let in is on no array, and holds up nothing.
     */
    private boolean sharesLeg(CopyPair pair, CopyPair other) {
        return other.getSpec().group().equals(pair.getSpec().group())
                && ends(other).equals(ends(pair))
                && arrays.mayName(Asker.of(other), namespaces(other));
    }

    private static List<String> ends(CopyPair pair) {
        return Stream.of(pair.getSpec().primary(), pair.getSpec().secondary())
                .map(end -> Translation.namespace(pair, end) + "/" + end.subsystemRef())
                .toList();
    }

    private static Stream<String> namespaces(CopyPair pair) {
        return Stream.of(pair.getSpec().primary(), pair.getSpec().secondary())
                .map(end -> Translation.namespace(pair, end));
    }

    private boolean namespaceStays(String name) {
        Namespace namespace = client.namespaces().withName(name).get();
        return namespace != null && !namespace.isMarkedForDeletion();
    }

    private void dissolve(CopyPair resource, PairDefinition pair) {
        String leg = "leg " + pair.leg() + " of group " + pair.group();
        List<String> left = new ArrayList<>();
        for (VolumeReference end :
                List.of(resource.getSpec().primary(), resource.getSpec().secondary())) {
            try {
                dissolve(resource, pair, end);
            } catch (ArrayFault | Obstacle e) {
                left.add("array " + end.subsystemRef() + " (" + e.getMessage() + ")");
            }
        }
        if (left.isEmpty()) {
            events.send(resource, EventReason.LEG_DISSOLVED, leg + " is dissolved");
        } else {
            events.send(
                    resource,
                    EventReason.DELETION_NOT_CARRIED_OUT,
                    leg + " stays on " + String.join(" and ", left));
        }
    }

    /**
     * An array tells its partner, which may not hear it; so each is told, under its own number.
     * Where nobody has sealed the group nobody does so here either: it would shut out whoever
     * begins a cycle with new pairs.
     */
    private void dissolve(CopyPair resource, PairDefinition pair, VolumeReference end) {
        String namespace = Translation.namespace(resource, end);
        StorageArray array =
                arrays.reach(Asker.of(resource), namespace, end.subsystemRef()).array();
        ArraySnapshot tables = array.snapshot();
        if (tables.leg(pair.group(), pair.leg()).isEmpty()) {
            return;
        }
        FenceState seen = tables.fence(pair.group());
        array.order(
                new ArrayOrder.Delete(
                        new Fence(
                                pair.group(),
                                pair.leg(),
                                seen.term(),
                                seen.sequence(),
                                "CopyPair/" + resource.getMetadata().getUid())));
    }
}
