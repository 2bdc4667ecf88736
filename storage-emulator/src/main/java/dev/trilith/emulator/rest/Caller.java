package dev.trilith.emulator.rest;

import dev.trilith.emulator.engine.ArrayView;
import dev.trilith.emulator.engine.PairDefinition;
import dev.trilith.emulator.engine.VolumeAddress;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.util.Set;

/** Who sent a request, and what they may change. Everybody who is known may look. */
sealed interface Caller extends Principal {
    /** The caller of a request that {@link DoorFilter} let in. */
    static Caller of(SecurityContext security) {
        if (security.getUserPrincipal() instanceof Caller caller) {
            return caller;
        }
        throw Tokens.unknown("nobody asked who this is");
    }

    /** Refuses what only the owner may do. */
    void mustOwn(String what);

    /** Refuses a change of a group that was not granted. */
    void mayChange(String group);

    /**
     * Refuses to touch a volume that belongs to a group that was not granted: a pair of one's own
     * group over it would read it out, or overwrite it.
     */
    void mayTouch(VolumeAddress volume, ArrayView view);

    /** The array's owner, or anybody at an array that asks for no token. */
    record Owner() implements Caller {
        @Override
        public String getName() {
            return "owner";
        }

        @Override
        public void mustOwn(String what) {}

        @Override
        public void mayChange(String group) {}

        @Override
        public void mayTouch(VolumeAddress volume, ArrayView view) {}
    }

    /**
     * Somebody to whom the owner granted groups.
     *
     * @param name who, in the owner's words
     * @param groups the groups granted
     */
    record Peer(String name, Set<String> groups) implements Caller {
        public Peer {
            groups = Set.copyOf(groups);
        }

        @Override
        public String getName() {
            return name;
        }

        @Override
        public void mustOwn(String what) {
            throw new AccessRefused(
                    AccessRefused.Code.NOT_GRANTED,
                    "peer "
                            + name
                            + " may act on groups "
                            + groups
                            + " only: "
                            + what
                            + " is the owner's");
        }

        @Override
        public void mayChange(String group) {
            if (!groups.contains(group)) {
                throw notGranted("group " + group);
            }
        }

        @Override
        public void mayTouch(VolumeAddress volume, ArrayView view) {
            for (ArrayView.PairView pair : view.pairs()) {
                PairDefinition known = pair.definition();
                boolean here = known.primary().equals(volume) || known.secondary().equals(volume);
                if (here && !groups.contains(known.group())) {
                    throw notGranted(
                            "volume " + volume + ", which belongs to group " + known.group());
                }
            }
        }

        private AccessRefused notGranted(String what) {
            return new AccessRefused(
                    AccessRefused.Code.NOT_GRANTED,
                    "peer "
                            + name
                            + " may not act on "
                            + what
                            + ": the array's owner must grant it");
        }
    }
}
