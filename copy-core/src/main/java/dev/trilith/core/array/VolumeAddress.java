package dev.trilith.core.array;

/**
 * Where a volume is: the array, the port and the logical unit [0035].
 *
 * @param array the storage subsystem's name, for example {@code 2a}
 * @param port the port's name, for example {@code 201b}
 * @param lu the logical unit's name, for example {@code LU0}
 */
public record VolumeAddress(String array, String port, String lu)
        implements Comparable<VolumeAddress> {
    @Override
    public int compareTo(VolumeAddress other) {
        int byArray = array.compareTo(other.array);
        if (byArray != 0) {
            return byArray;
        }
        int byPort = port.compareTo(other.port);
        return byPort != 0 ? byPort : lu.compareTo(other.lu);
    }

    @Override
    public String toString() {
        return array + ":" + port + "/" + lu;
    }
}
