package dev.trilith.core.recovery;

import dev.trilith.core.definition.ArrayDirectory;
import dev.trilith.core.definition.CopyChain;
import dev.trilith.core.definition.Finding;
import dev.trilith.core.definition.Leg;
import dev.trilith.core.step.Backoff;
import dev.trilith.core.step.BrokenCopy;
import dev.trilith.core.step.LegOrder;
import dev.trilith.core.step.LegOrder.Verb;
import dev.trilith.core.step.StepResult;
import dev.trilith.core.step.StepResult.State;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Copies that a recovery began and that broke: each is begun anew, after a pause. */
final class BrokenCopies {
    private final CopyChain chain;
    private final ArrayDirectory directory;
    private final Backoff backoff = new Backoff();
    private @Nullable Finding broken;

    /** The leg whose copy was begun last and has not arrived. */
    private @Nullable Leg begun;

    private boolean rested;

    BrokenCopies(CopyChain chain, ArrayDirectory directory) {
        this.chain = chain;
        this.directory = directory;
    }

    /** The copy that broke and has not arrived since, or null. */
    @Nullable Finding broken() {
        return broken;
    }

    /**
     * The pause before an order that was carried out once already, and came to nothing.
     *
     * @param carriedOut the order that was carried out last, or null
     * @param next the order that would follow
     */
    Optional<StepResult> rest(@Nullable LegOrder carriedOut, LegOrder next) {
        if (carriedOut != null && carriedOut.verb() == Verb.RESYNC) {
            begun = carriedOut.leg();
        }
        boolean again = next.verb() == Verb.RESYNC && next.leg().equals(begun);
        if (!again || rested) {
            rested = false;
            return Optional.empty();
        }
        rested = true;
        Finding why = BrokenCopy.finding(chain, directory, next.leg());
        broken = why;
        return Optional.of(new StepResult(why.toString(), State.DEGRADED, backoff.next()));
    }

    /** An order has come to its end: a copy has arrived, or something else was done meanwhile. */
    void reached(LegOrder order) {
        if (order.verb() == Verb.RESYNC) {
            backoff.reset();
            broken = null;
            begun = null;
            rested = false;
        }
    }
}
