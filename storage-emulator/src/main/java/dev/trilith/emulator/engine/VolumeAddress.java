package dev.trilith.emulator.engine;

import java.util.Comparator;

/**
 * Where a volume is [0035]. Names are 1 to 64 characters of {@code A-Z a-z 0-9 . _ -} and begin
 * with a letter or a digit.
 *
 * @param array the storage subsystem's name, for example {@code 2a}
 * @param port the port's name, for example {@code 201b}
 * @param lu the logical unit's name, for example {@code LU0}
 */
public record VolumeAddress(String array, String port, String lu)
        implements Comparable<VolumeAddress> {
    private static final Comparator<VolumeAddress> ORDER =
            Comparator.comparing(VolumeAddress::array)
                    .thenComparing(VolumeAddress::port)
                    .thenComparing(VolumeAddress::lu);

    @Override
    public int compareTo(VolumeAddress other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return array + ":" + port + "/" + lu;
    }
}
