package dev.trilith.core.record;

import static dev.trilith.core.record.CopyCycleStep.FREEZE;
import static dev.trilith.core.record.CopyCycleStep.RESUME;
import static dev.trilith.core.record.CopyCycleStep.RESYNC_INTERNAL;
import static dev.trilith.core.record.CopyCycleStep.RUN_FIRST_LEG;
import static dev.trilith.core.record.CopyCycleStep.RUN_ONWARD;
import static dev.trilith.core.record.CopyCycleStep.SPLIT;
import static dev.trilith.core.record.CopyCycleStep.SUSPEND_ONWARD;

import dev.trilith.core.definition.Finding;
import dev.trilith.core.definition.Leg;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a record can be true by itself, and after another.
 *
 * <pre>
 *   1105 -&gt; 1110 -&gt; 1115 -&gt; 1120 -&gt; 1125 -&gt; 1130 -&gt; 1135 -&gt; 1110 ...
 *   any  -&gt; 1105   a stopped 2a-&gt;2b is run again
 *   any  -&gt; 1110   a new pass, after a void cut too
 *   1115 -&gt; 1125   a freeze is given up
 *   1110 -&gt; 1120   a split without a freeze
 *   1105, 1120     -&gt; 1130   what is cut travels on while 2a-&gt;2b is stopped
 *   any  -&gt; 1135   what was left in step is suspended
 *   any  -&gt; 1120   what was left in step is split
 * </pre>
 */
public final class RecordLegality {
    private static final Map<CopyCycleStep, Set<CopyCycleStep>> MOVES =
            new EnumMap<>(CopyCycleStep.class);

    static {
        MOVES.put(RUN_FIRST_LEG, EnumSet.of(RUN_ONWARD));
        MOVES.put(RESYNC_INTERNAL, EnumSet.of(FREEZE, RUN_ONWARD));
        MOVES.put(FREEZE, EnumSet.of(RESUME));
        MOVES.put(SPLIT, EnumSet.of(RESUME, RUN_ONWARD));
        MOVES.put(RESUME, EnumSet.of(RUN_ONWARD));
        MOVES.put(RUN_ONWARD, EnumSet.noneOf(CopyCycleStep.class));
        MOVES.put(SUSPEND_ONWARD, EnumSet.of(RUN_ONWARD));
        MOVES.forEach((from, to) ->
                to.addAll(EnumSet.of(from, RUN_FIRST_LEG, RESYNC_INTERNAL, SPLIT, SUSPEND_ONWARD)));
    }

    private RecordLegality() {}

    /** Whether one writer may write {@code next} as the next after {@code previous}. */
    public static Optional<Finding> follows(
            CopyManagementRecord previous, CopyManagementRecord next) {
        if (next.number().compareTo(previous.number()) <= 0) {
            return illegal(next, "is not newer than " + previous.number());
        }
        if (!next.recordedAt().isAfter(previous.recordedAt())) {
            return illegal(next, "is timed " + next.recordedAt() + ", not after its predecessor");
        }
        if (next.number().term() > previous.number().term()) {
            return Optional.empty();
        }
        if (next.number().sequence() <= previous.number().sequence()) {
            return illegal(next, "repeats sequence " + next.number().sequence());
        }
        Set<CopyCycleStep> moves = MOVES.getOrDefault(previous.step(), Set.of());
        if (!moves.contains(next.step())) {
            return illegal(next, "follows step " + previous.step() + ", which leads to " + moves);
        }
        return Optional.empty();
    }

    /** Whether the states fit the step that the record closes. */
    public static Optional<Finding> fits(CopyManagementRecord record) {
        CopyCycleStep completed = record.completed();
        if (record.phase() == Phase.DONE && completed != record.step()) {
            return illegal(record, "closes " + record.step() + " but says " + completed);
        }
        if (completed == null) {
            return Optional.empty();
        }
        for (Leg leg : record.chain().legs()) {
            Optional<LegRecord> state = record.leg(leg.id());
            CopyWord expected = completed.expected(leg.remote(), leg.number());
            boolean excused =
                    record.leftOut().contains(leg.id())
                            || state.map(LegRecord::lost).orElse(false)
                            || (leg.remote() && leg.number() > 2);
            if (!excused && state.map(s -> s.word() != expected).orElse(true)) {
                return illegal(
                        record,
                        "closes "
                                + completed
                                + " with leg "
                                + leg
                                + " "
                                + state.map(LegRecord::word).map(CopyWord::name).orElse("missing")
                                + " in place of "
                                + expected);
            }
        }
        return Optional.empty();
    }

    private static Optional<Finding> illegal(CopyManagementRecord record, String what) {
        return Optional.of(
                new Finding(
                        "RecordIllegal",
                        "record "
                                + record.number()
                                + ", "
                                + record.position()
                                + ", "
                                + what
                                + ": it is kept, and the arrays are believed"));
    }
}
