package dev.trilith.operator.reconcile;

import dev.trilith.operator.api.v1alpha1.CopyPair;
import dev.trilith.operator.api.v1alpha1.DRCycle;
import dev.trilith.operator.api.v1alpha1.Recovery;
import dev.trilith.operator.api.v1alpha1.VolumeDefinition;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * In whose name an array is reached: what may be done there depends on it.
 *
 * @param namespace the namespace of the resource that asks
 * @param groups the consistency groups that it is about; empty if it does what only an array's
 *     owner does
 */
record Asker(String namespace, List<String> groups) {
    Asker {
        groups = List.copyOf(groups);
    }

    /** Whether this takes the array to be its own, so that no grant helps. */
    boolean asOwner() {
        return groups.isEmpty();
    }

    /** The same, about these groups as well. */
    Asker about(Collection<String> more) {
        Set<String> all = new LinkedHashSet<>(groups);
        all.addAll(more);
        return new Asker(namespace, List.copyOf(all));
    }

    static Asker of(VolumeDefinition volume) {
        return new Asker(volume.getMetadata().getNamespace(), List.of());
    }

    static Asker of(CopyPair pair) {
        return new Asker(pair.getMetadata().getNamespace(), List.of(pair.getSpec().group()));
    }

    static Asker of(DRCycle cycle) {
        return new Asker(cycle.getMetadata().getNamespace(), cycle.getSpec().groups());
    }

    static Asker of(Recovery recovery) {
        return new Asker(recovery.getMetadata().getNamespace(), recovery.getSpec().groups());
    }
}
