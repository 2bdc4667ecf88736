package dev.trilith.core.record;

import dev.trilith.core.array.VolumeAddress;

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
