package dev.trilith.core.array;

/**
 * A pair as it is registered: a row of table 300 or 400 without its state.
 *
 * @param name the pair's name, unique on each of its arrays, for example {@code P1}
 * @param group the consistency group, for example {@code G1}
 * @param leg the part of the group that acts as one: {@code 2a->2b} for a remote copy between these
 *     arrays, {@code 2b} for an internal copy of that array
 * @param kind remote or internal
 * @param primary the volume copied from
 * @param secondary the volume copied to
 */
public record PairDefinition(
        String name,
        String group,
        String leg,
        CopyKind kind,
        VolumeAddress primary,
        VolumeAddress secondary) {

    /** The definition with kind and leg derived from the two addresses. */
    public static PairDefinition of(
            String name, String group, VolumeAddress primary, VolumeAddress secondary) {
        boolean internal = primary.array().equals(secondary.array());
        String leg = internal ? primary.array() : primary.array() + "->" + secondary.array();
        CopyKind kind = internal ? CopyKind.INTERNAL : CopyKind.REMOTE;
        return new PairDefinition(name, group, leg, kind, primary, secondary);
    }
}
