package dev.trilith.core.step;

import dev.trilith.core.array.PairState;
import dev.trilith.core.array.PairStatus;
import dev.trilith.core.array.SuspendReason;
import dev.trilith.core.definition.Leg;
import dev.trilith.core.record.CopyWord;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One leg as its arrays show it. Immutable.
 *
 * @param leg the leg
 * @param status the state of the pair that is least far; null if no array that knows answers
 * @param reason why that pair is PSUS, else null
 * @param freeze the freeze in force on the leg, or null
 * @param copying whether any pair is in COPY
 * @param inStep whether any pair is in PAIR
 * @param dirtyBytes bytes still to be copied, or differing
 */
public record LegView(
        Leg leg,
        @Nullable PairStatus status,
        @Nullable SuspendReason reason,
        @Nullable Long freeze,
        boolean copying,
        boolean inStep,
        long dirtyBytes) {
    private static final List<PairStatus> LEAST_FIRST =
            List.of(
                    PairStatus.SMPL,
                    PairStatus.PSUE,
                    PairStatus.PSUS,
                    PairStatus.SSWS,
                    PairStatus.COPY,
                    PairStatus.PAIR);

    /** A leg of which nothing is known. */
    static LegView unknown(Leg leg) {
        return new LegView(leg, null, null, null, false, false, 0);
    }

    /** The leg that these pairs, all of one array, make up. */
    static LegView of(Leg leg, List<PairState> pairs) {
        PairState least =
                pairs.stream()
                        .min(Comparator.comparingInt(p -> LEAST_FIRST.indexOf(p.status())))
                        .orElse(null);
        if (least == null) {
            return unknown(leg);
        }
        Long freeze = null;
        boolean copying = false;
        boolean inStep = false;
        long dirty = 0;
        for (PairState pair : pairs) {
            freeze = pair.freeze() == null ? freeze : pair.freeze();
            copying |= pair.status() == PairStatus.COPY;
            inStep |= pair.status() == PairStatus.PAIR;
            dirty += pair.dirtyBytes();
        }
        return new LegView(leg, least.status(), least.reason(), freeze, copying, inStep, dirty);
    }

    /** The leg as it will be once it has reached {@code next}. */
    LegView become(PairStatus next, @Nullable SuspendReason why) {
        return new LegView(
                leg, next, why, null, next == PairStatus.COPY, next == PairStatus.PAIR, 0);
    }

    /** Whether every pair is in PAIR. */
    public boolean paired() {
        return status == PairStatus.PAIR;
    }

    /** Whether every pair is in COPY or PAIR. */
    public boolean running() {
        return status == PairStatus.COPY || status == PairStatus.PAIR;
    }

    /** Whether any pair is in COPY or PAIR. */
    public boolean active() {
        return copying || inStep;
    }

    /** Whether every pair is split by order: what guard (b) asks of a partner. */
    public boolean split() {
        return status == PairStatus.PSUS && reason == SuspendReason.SPLIT;
    }

    /** Whether the leg lies between freeze and resume. */
    public boolean frozen() {
        return freeze != null && reason == SuspendReason.FROZEN;
    }

    /** Whether hosts were given the secondaries. */
    public boolean takenOver() {
        return status == PairStatus.SSWS;
    }

    /** The state in the words of table 600, or null if nothing is known. */
    public @Nullable CopyWord word() {
        if (status == null) {
            return null;
        }
        if (reason == SuspendReason.FROZEN) {
            return CopyWord.EXECUTING_FROZEN;
        }
        if (copying || status == PairStatus.PAIR) {
            return CopyWord.EXECUTING;
        }
        return leg.remote() ? CopyWord.SUSPENDED : CopyWord.SPLIT;
    }
}
