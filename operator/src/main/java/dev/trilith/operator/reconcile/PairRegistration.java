package dev.trilith.operator.reconcile;

import dev.trilith.core.array.ArraySnapshot;
import dev.trilith.core.array.PairDefinition;
import dev.trilith.core.array.PairState;
import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.array.VolumeState;
import dev.trilith.core.definition.Finding;
import dev.trilith.operator.reconcile.ArrayAccess.Reached;
import java.util.List;
import java.util.stream.Stream;

/** One pair on its way into the tables of its arrays: the named checks first, then the arrays'. */
final class PairRegistration {
    private final Asker asker;
    private final PairDefinition pair;
    private final Reached primary;
    private final Reached secondary;

    PairRegistration(Asker asker, PairDefinition pair, Reached primary, Reached secondary) {
        this.asker = asker;
        this.pair = pair;
        this.primary = primary;
        this.secondary = secondary;
    }

    /** Whether the pair joins two arrays. */
    boolean remote() {
        return !pair.primary().array().equals(pair.secondary().array());
    }

    /** All that the registration depends on: where it is equal, nothing need be sent again. */
    String fingerprint() {
        return pair + " " + primary.endpoints() + " " + secondary.endpoints();
    }

    /**
     * Whether both arrays have the pair.
     *
     * @throws Obstacle if the pair fails a check
     */
    boolean registered() {
        ArraySnapshot atPrimary = primary.array().snapshot();
        ArraySnapshot atSecondary = remote() ? secondary.array().snapshot() : atPrimary;
        check(atPrimary, atSecondary);
        return Stream.of(atPrimary, atSecondary)
                .allMatch(s -> s.pairs().stream().anyMatch(p -> p.definition().equals(pair)));
    }

    /** Registers it where it is missing, or tells the arrays where the other one is now. */
    void register() {
        if (remote()) {
            secondary.array().registerPair(pair, primary.endpoints().link());
            primary.array().registerPair(pair, secondary.endpoints().link());
        } else {
            primary.array().registerPair(pair, "");
        }
    }

    private void check(ArraySnapshot atPrimary, ArraySnapshot atSecondary) {
        if (pair.primary().equals(pair.secondary())) {
            throw wrong(
                    "PairOntoItself",
                    "copies " + pair.primary() + " onto itself: name another secondary");
        }
        mayTouch(primary, atPrimary);
        mayTouch(secondary, atSecondary);
        VolumeState from = volume(atPrimary, pair.primary());
        VolumeState to = volume(atSecondary, pair.secondary());
        if (from.sizeBytes() != to.sizeBytes()) {
            throw wrong(
                    "UnequalSizes",
                    "joins "
                            + from.address()
                            + " of "
                            + from.sizeBytes()
                            + " bytes to "
                            + to.address()
                            + " of "
                            + to.sizeBytes()
                            + ": define both with the same size");
        }
        List<PairDefinition> others =
                atSecondary.pairs().stream()
                        .map(PairState::definition)
                        .filter(p -> p.secondary().equals(pair.secondary()))
                        .filter(p -> !p.equals(pair))
                        .toList();
        if (!others.isEmpty()) {
            throw wrong(
                    "SecondaryOfTwoPairs",
                    "copies to "
                            + pair.secondary()
                            + ", which is the secondary of pair "
                            + others.get(0).name()
                            + " already: name another volume");
        }
    }

    private void mayTouch(Reached array, ArraySnapshot tables) {
        String what = "pair " + pair.name();
        array.permit().mayTouch(asker, what, pair.primary(), tables);
        array.permit().mayTouch(asker, what, pair.secondary(), tables);
    }

    private VolumeState volume(ArraySnapshot array, VolumeAddress address) {
        return array.volume(address)
                .orElseThrow(() ->
                        Obstacle.notYet(
                                "VolumeMissing",
                                "pair "
                                        + pair.name()
                                        + " names volume "
                                        + address
                                        + ", which is not defined: add a VolumeDefinition or"
                                        + " correct the pair"));
    }

    private Obstacle wrong(String reason, String what) {
        return Obstacle.wrong(new Finding(reason, "pair " + pair.name() + " " + what));
    }
}
