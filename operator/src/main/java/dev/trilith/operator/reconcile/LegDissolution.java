package dev.trilith.operator.reconcile;

import dev.trilith.core.array.ArrayFault;
import dev.trilith.core.array.ArrayOrder;
import dev.trilith.core.array.ArraySnapshot;
import dev.trilith.core.array.Fence;
import dev.trilith.core.array.FenceState;
import dev.trilith.core.array.PairDefinition;
import dev.trilith.core.array.StorageArray;
import dev.trilith.core.step.Faults;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of the arrays when a CopyPair is deleted: nothing, unless its policy is Delete, its
 * namespace stays, and it was the last of its leg. There is no finalizer, because one could hold up
 * the deletion of a lost site's namespace: what is deleted while no operator runs stays registered.
 */
final class LegDissolution {
    private static final Logger LOG = LoggerFactory.getLogger(LegDissolution.class);

    /** A running cycle writes a record now and then; whoever is overtaken again and again stops. */
    private static final int ATTEMPTS = 5;

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
        boolean refused = false;
        for (VolumeReference end :
                List.of(resource.getSpec().primary(), resource.getSpec().secondary())) {
            String array = "array " + end.subsystemRef();
            if (refused) {
                left.add(array + " (which was not told: half a leg serves nobody)");
                continue;
            }
            try {
                dissolve(resource, pair, end);
            } catch (ArrayFault | Obstacle e) {
                left.add(array + " (" + e.getMessage() + ")");
                refused = refuses(e);
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

    /** An array that is there and keeps the leg; one that is gone is no reason to keep the rest. */
    private static boolean refuses(RuntimeException e) {
        return e instanceof Obstacle obstacle
                ? obstacle.isForbidden()
                : !(e instanceof ArrayFault.Unreachable);
    }

    /**
     * An array tells its partner, which may not hear it; so each is told, under its own number.
     * Where nobody has sealed the group nobody does so here either: it would shut out whoever
     * begins a cycle with new pairs. A record that comes in between raises the number: then it is
     * read and told anew.
     */
    private void dissolve(CopyPair resource, PairDefinition pair, VolumeReference end) {
        String namespace = Translation.namespace(resource, end);
        StorageArray array =
                arrays.reach(Asker.of(resource), namespace, end.subsystemRef()).array();
        String command = "CopyPair/" + resource.getMetadata().getUid();
        for (int attempt = 1; !told(array, pair, command + "/" + attempt, attempt); attempt++) {
            LOG.debug("{} was overtaken at array {}", command, array.name());
        }
    }

    /**
     * Tells once; a command that was refused is refused for ever, so that each has its own name.
     *
     * @return false if somebody else's number came in between, and may not come again
     */
    private static boolean told(
            StorageArray array, PairDefinition pair, String command, int attempt) {
        ArraySnapshot tables = array.snapshot();
        if (tables.leg(pair.group(), pair.leg()).isEmpty()) {
            return true;
        }
        FenceState seen = tables.fence(pair.group());
        try {
            array.order(
                    new ArrayOrder.Delete(
                            new Fence(
                                    pair.group(),
                                    pair.leg(),
                                    seen.term(),
                                    seen.sequence(),
                                    command)));
            return true;
        } catch (ArrayFault.Refused e) {
            if (attempt < ATTEMPTS && Faults.overtaken(e)) {
                return false;
            }
            throw e;
        }
    }
}
