package dev.trilith.core.record;

import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.definition.Finding;

/**
 * Two different records with the same number: nobody may go on from them.
 *
 * @param number the number that both carry
 * @param firstVolume where the first was read
 * @param first its text
 * @param secondVolume where the second was read
 * @param second its text
 */
public record RecordConflict(
        RecordNumber number,
        VolumeAddress firstVolume,
        String first,
        VolumeAddress secondVolume,
        String second) {
    /** The conflict as something a person must know, both records with it. */
    public Finding finding() {
        return new Finding(
                "RecordConflict",
                this
                        + "; compare both and blank the wrong one. The first:\n"
                        + first
                        + "The second:\n"
                        + second);
    }

    @Override
    public String toString() {
        return "two different records are "
                + number
                + ": on "
                + firstVolume
                + " and on "
                + secondVolume;
    }
}
