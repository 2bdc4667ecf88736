package dev.trilith.core.array;

/**
 * What every changing command carries, so that an array can tell a late or a repeated one.
 *
 * @param group the group ordered
 * @param leg the leg ordered; for a record write, the leg is empty
 * @param term the sender's term, at least 1; 0 is obeyed where nobody has sealed the group yet
 * @param sequence number of the record that announced the order; equal numbers may carry several
 *     orders, a lower one than the array has seen is refused
 * @param commandId unique for each order; a repeated id has one effect and the first answer
 */
public record Fence(String group, String leg, long term, long sequence, String commandId) {}
