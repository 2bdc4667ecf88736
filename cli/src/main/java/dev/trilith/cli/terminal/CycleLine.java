package dev.trilith.cli.terminal;

import dev.trilith.core.cycle.CycleMoment;
import dev.trilith.core.record.LegRecord;
import java.util.stream.Collectors;

/** One step of the cycle as a line: its numbers, what it does, and the states that it left. */
final class CycleLine {
    private CycleLine() {}

    static String of(CycleMoment moment) {
        String states =
                moment.legs().stream().map(LegRecord::toString).collect(Collectors.joining(", "));
        return "cycle %d  %s -> %d  %-28s %s"
                .formatted(
                        moment.cycle(),
                        moment.step(),
                        moment.step().recordNumber(),
                        what(moment),
                        states);
    }

    private static String what(CycleMoment moment) {
        return switch (moment.step()) {
            case RUN_FIRST_LEG -> "run 2a->2b, stop the rest";
            case RESYNC_INTERNAL -> "resync the internal copies";
            case FREEZE -> "freeze 2a->2b: the cut";
            case SPLIT -> "split the internal copies";
            case RESUME -> "resume 2a->2b";
            case RUN_ONWARD -> "resync 2b->2c";
            case SUSPEND_ONWARD -> "suspend 2b->2c";
        };
    }
}
