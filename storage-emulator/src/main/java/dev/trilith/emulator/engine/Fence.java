package dev.trilith.emulator.engine;

/**
 * What every changing command carries, so that the array can tell a late or a repeated one.
 *
 * @param group the group ordered
 * @param leg the leg ordered; empty for records and witnesses
 * @param term the sender's term, at least 1
 * @param sequence number of the record that announced the order, at least 0
 * @param commandId unique for each order, 1 to 128 characters
 */
public record Fence(String group, String leg, long term, long sequence, String commandId) {
    /** The leg ordered. */
    public LegKey key() {
        return new LegKey(group, leg);
    }
}
