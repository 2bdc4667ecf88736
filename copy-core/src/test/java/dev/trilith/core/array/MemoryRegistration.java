package dev.trilith.core.array;

import static dev.trilith.core.array.RefusalCode.CONFLICTING_DEFINITION;
import static dev.trilith.core.array.RefusalCode.INVALID_VALUE;
import static dev.trilith.core.array.RefusalCode.NO_SUCH_VOLUME;

/** How the in-memory array registers a pair. */
final class MemoryRegistration {
    private MemoryRegistration() {}

    static void register(InMemoryArray array, PairDefinition pair) {
        MemoryPair known = array.pairs.get(pair.name());
        if (known != null) {
            if (!known.definition.equals(pair)) {
                throw array.refuse(
                        CONFLICTING_DEFINITION, "pair " + pair.name() + " is registered otherwise");
            }
            return;
        }
        boolean primaryHere = pair.primary().array().equals(array.name());
        boolean secondaryHere = pair.secondary().array().equals(array.name());
        if (pair.primary().equals(pair.secondary())) {
            throw array.refuse(INVALID_VALUE, "pair " + pair.name() + " copies onto itself");
        }
        if (!primaryHere && !secondaryHere) {
            throw array.refuse(NO_SUCH_VOLUME, "pair " + pair.name() + " has no volume here");
        }
        PairRole role =
                primaryHere && secondaryHere
                        ? PairRole.BOTH
                        : primaryHere ? PairRole.PRIMARY : PairRole.SECONDARY;
        if (role == PairRole.BOTH != (pair.kind() == CopyKind.INTERNAL)) {
            throw array.refuse(INVALID_VALUE, "pair " + pair.name() + " is not " + pair.kind());
        }
        check(array, pair, primaryHere, secondaryHere);
        array.pairs.put(pair.name(), new MemoryPair(pair, role));
        if (secondaryHere) {
            array.data().label(array.volume(pair.secondary()), ImageLabel.INCOMPLETE);
        }
    }

    private static void check(
            InMemoryArray array, PairDefinition pair, boolean primaryHere, boolean secondaryHere) {
        if (primaryHere) {
            array.volume(pair.primary());
        }
        if (secondaryHere) {
            array.volume(pair.secondary());
        }
        for (MemoryPair other : array.pairs.values()) {
            if (other.definition.secondary().equals(pair.secondary())) {
                throw array.refuse(
                        CONFLICTING_DEFINITION,
                        pair.secondary() + " is the secondary of pair " + other.definition.name());
            }
            if (other.definition.primary().equals(pair.secondary())
                    && other.definition.secondary().equals(pair.primary())) {
                throw array.refuse(CONFLICTING_DEFINITION, "pair " + pair.name() + " is a loop");
            }
        }
        if (primaryHere && secondaryHere) {
            MemoryVolume primary = array.volume(pair.primary());
            MemoryVolume secondary = array.volume(pair.secondary());
            if (primary.spec.sizeBytes() != secondary.spec.sizeBytes()) {
                throw array.refuse(
                        CONFLICTING_DEFINITION, "pair " + pair.name() + " joins unequal sizes");
            }
        }
    }
}
