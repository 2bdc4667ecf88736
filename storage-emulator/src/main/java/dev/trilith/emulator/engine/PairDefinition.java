package dev.trilith.emulator.engine;

/**
 * What the user registers of a pair (tables 300 and 400, Figs. 6 and 7).
 *
 * @param name unique on the array
 * @param group the consistency group
 * @param leg the part of the group that acts as one: {@code 2a->2b} for a remote copy, the array's
 *     name for an internal one
 * @param primary the volume copied from
 * @param secondary the volume copied to
 */
public record PairDefinition(
        String name, String group, String leg, VolumeAddress primary, VolumeAddress secondary) {
    /** Whether both volumes are of one array. */
    public boolean internal() {
        return primary.array().equals(secondary.array());
    }

    /** Which leg of which group the pair belongs to. */
    public LegKey key() {
        return new LegKey(group, leg);
    }
}
