package dev.trilith.operator.reconcile;

import dev.trilith.core.array.ArraySnapshot;
import dev.trilith.core.array.PairDefinition;
import dev.trilith.core.array.PairState;
import dev.trilith.core.array.VolumeAddress;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What an asker may do on an array: all that its owner may, or what belongs to the groups that the
 * owner granted. An operator of the whole cluster shows the owner's token to the array, which then
 * refuses nothing: what the array would refuse to the asker's own token is refused here.
 *
 * @param owner the namespace whose array it is; empty if the asker may do what its owner may
 * @param groups the groups that the owner granted; null for everything
 */
record Permit(String owner, @Nullable Set<String> groups) {
    /** The owner's own. */
    static final Permit EVERYTHING = new Permit("", null);

    Permit {
        groups = groups == null ? null : Set.copyOf(groups);
    }

    /** What both allow. */
    Permit and(Permit other) {
        Set<String> mine = groups;
        Set<String> others = other.groups;
        if (mine == null || others == null) {
            return mine == null ? other : this;
        }
        Set<String> both = new TreeSet<>(mine);
        both.retainAll(others);
        return new Permit(other.owner, both);
    }

    /**
     * Refuses a volume of a group that was not granted: a pair of a granted group over it would
     * read it out, or overwrite it.
     *
     * @param asker who would touch it
     * @param what would touch it, for example {@code pair p1}
     * @param view the array's tables
     * @throws Obstacle if it is in a pair of such a group
     */
    void mayTouch(Asker asker, String what, VolumeAddress volume, ArraySnapshot view) {
        Set<String> granted = groups;
        if (granted == null) {
            return;
        }
        for (PairState state : view.pairs()) {
            PairDefinition known = state.definition();
            boolean here = known.primary().equals(volume) || known.secondary().equals(volume);
            if (here && !granted.contains(known.group())) {
                throw Obstacle.forbidden(
                        "NotGranted",
                        what
                                + " names volume "
                                + volume
                                + ", which belongs to group "
                                + known.group()
                                + " on array "
                                + view.array()
                                + ", and no SiteGrant in namespace "
                                + owner
                                + " lets namespace "
                                + asker.namespace()
                                + " act on that group: name another volume, or ask the owner of "
                                + owner
                                + " to extend the grant");
            }
        }
    }
}
