package dev.trilith.simulation.model;

import dev.trilith.core.step.Respite;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A state. Nobody changes it once it is known; what is changed is copied first. */
final class Node {
    final Versions all;
    final @Nullable Program program;
    final long clock;
    final int crashes;
    final int losses;
    final int otherFaults;

    Node(
            Versions all,
            @Nullable Program program,
            long clock,
            int crashes,
            int losses,
            int otherFaults) {
        this.all = all;
        this.program = program;
        this.clock = clock;
        this.crashes = crashes;
        this.losses = losses;
        this.otherFaults = otherFaults;
    }

    /** The same faults so far, another state. */
    Node with(Versions newAll, @Nullable Program newProgram) {
        return new Node(newAll, newProgram, clock, crashes, losses, otherFaults);
    }

    Node later(long millis) {
        return new Node(all, program, clock + millis, crashes, losses, otherFaults);
    }

    Node crashed() {
        return new Node(all, program, clock, crashes + 1, losses, otherFaults);
    }

    Node lost() {
        return new Node(all, program, clock, crashes, losses + 1, otherFaults);
    }

    Node other() {
        return new Node(all, program, clock, crashes, losses, otherFaults + 1);
    }

    /** Legs that P120 leaves alone now. */
    List<String> resting() {
        List<String> legs = new ArrayList<>();
        if (program == null || program.cycle == null) {
            return legs;
        }
        Object arrays = Objects.requireNonNull(Twin.get(program.cycle, "arrays"));
        Map<?, ?> resting = (Map<?, ?>) Objects.requireNonNull(Twin.get(arrays, "resting"));
        Instant now = Instant.ofEpochMilli(clock);
        resting.forEach((leg, rest) -> {
            Respite respite =
                    (Respite)
                            Objects.requireNonNull(
                                    Twin.get(Objects.requireNonNull(rest), "respite"));
            if (!respite.over(now)) {
                legs.add((String) leg);
            }
        });
        return legs;
    }
}
