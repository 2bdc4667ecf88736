package dev.trilith.core.array;

/**
 * The highest order number that an array has durably seen for a group.
 *
 * @param group the group
 * @param term the fencing number; 0 if nobody has sealed the group here
 * @param sequence the highest sequence seen within the term
 * @param owner who sealed the term, for example {@code P120@production}; empty for term 0
 */
public record FenceState(String group, long term, long sequence, String owner) {}
