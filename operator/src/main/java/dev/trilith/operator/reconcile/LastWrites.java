package dev.trilith.operator.reconcile;

import dev.trilith.core.array.ArrayFault;
import dev.trilith.core.array.PairState;
import dev.trilith.core.array.PairStatus;
import dev.trilith.core.array.SuspendReason;
import dev.trilith.core.definition.Leg;
import dev.trilith.core.definition.Site;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What hosts write to a first site whose namespace is being deleted. Its array goes on serving them
 * until its pod ends, which takes seconds. Were the next site sealed meanwhile, the first array
 * would go on alone, and what it acknowledged then would be nowhere else. As long as the next array
 * is sent those writes, waiting loses nothing. Used by one thread.
 */
final class LastWrites {
    /** Longer than a pod takes to end; a namespace that is held up may take for ever. */
    private static final Duration MOST = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(LastWrites.class);

    private final ReconcilerWorld world;
    private @Nullable KnownChain chain;
    private @Nullable Instant since;

    LastWrites(ReconcilerWorld world) {
        this.world = world;
    }

    /** The first site is there: so may be found the way to the next one when it no longer is. */
    void expect(@Nullable KnownChain known) {
        since = null;
        chain = known == null ? chain : known;
    }

    /**
     * Why the recovery should wait a moment, in words that go on from "namespace so-and-so is being
     * deleted"; empty if it should not.
     */
    Optional<String> awaited(@Nullable KnownChain known) {
        KnownChain last = known == null ? chain : known;
        Instant now = world.clock().instant();
        Instant began = since == null ? now : since;
        since = began;
        if (last == null || Duration.between(began, now).compareTo(MOST) >= 0) {
            return Optional.empty();
        }
        Leg leg = last.chain().remoteLeg(1);
        return last.chain()
                .siteOf(leg.secondaryArray())
                .filter(next -> receives(last, leg, next))
                .map(next ->
                        ", and array "
                                + next.array()
                                + " is still sent what hosts write there: the recovery begins when"
                                + " that ends, after "
                                + MOST.toSeconds()
                                + " s at the latest");
    }

    private boolean receives(KnownChain known, Leg leg, Site next) {
        try {
            return new SiteDirectory(world, known.tokens())
                    .array(next).snapshot().leg(leg.group(), leg.leg()).stream()
                            .anyMatch(LastWrites::moves);
        } catch (ArrayFault e) {
            LOG.debug("array {} says nothing of the last writes: {}", next.array(), e.getMessage());
            return false;
        }
    }

    /** A frozen leg goes on by itself when its deadline is over. */
    private static boolean moves(PairState pair) {
        return pair.status() == PairStatus.PAIR
                || pair.status() == PairStatus.COPY
                || pair.reason() == SuspendReason.FROZEN;
    }
}
