package dev.trilith.cli.host;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a host's stamps prove about the volumes that they were read from.
 *
 * @param outcome what was found, in one word for programs
 * @param sentence the same for people
 * @param run the run that wrote them, or null if there is none
 * @param length how many writes are there without a gap, from the first one on
 * @param faults what is wrong
 */
public record HostVerdict(
        Outcome outcome, String sentence, @Nullable String run, long length, List<String> faults) {
    /** What was found. */
    public enum Outcome {
        /** Every write up to the newest is there. */
        PREFIX,
        /** A write is missing before one that depends on it, or a block is damaged. */
        BROKEN,
        /** The stamps are a prefix, but a shorter one than was asked for. */
        TOO_SHORT,
        /** No stamp is there. */
        EMPTY,
        /** A volume could not be read. */
        UNREACHABLE,
        /** A volume's name is not known: its site is not there. */
        ABSENT
    }

    public HostVerdict {
        faults = List.copyOf(faults);
    }
}
