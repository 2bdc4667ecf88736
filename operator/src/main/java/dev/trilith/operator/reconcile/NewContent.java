package dev.trilith.operator.reconcile;

import dev.trilith.operator.status.OtherHands;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.javaoperatorsdk.operator.processing.event.source.filter.OnUpdateFilter;
import java.util.Objects;

/**
 * What of a resource's changes concerns its reconciler: what a user wants, that it goes, and what
 * somebody else writes in its status. Not what the reconciler itself says there. The framework's
 * own filter compares generations alone, and so overlooks a resource that was deleted and made anew
 * while the watch was broken: it appears as a change, and the generation of both is 1.
 */
public final class NewContent implements OnUpdateFilter<HasMetadata> {
    @Override
    public boolean accept(HasMetadata now, HasMetadata before) {
        ObjectMeta fresh = now.getMetadata();
        ObjectMeta old = before.getMetadata();
        return !Objects.equals(fresh.getUid(), old.getUid())
                || !Objects.equals(fresh.getGeneration(), old.getGeneration())
                || now.isMarkedForDeletion() != before.isMarkedForDeletion()
                || !OtherHands.in(before).containsAll(OtherHands.in(now));
    }
}
