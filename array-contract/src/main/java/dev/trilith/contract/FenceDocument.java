package dev.trilith.contract;

/**
 * The highest order number that the array has seen for a group.
 *
 * @param group the group
 * @param term the fencing number
 * @param sequence the highest sequence within the term
 * @param owner who sealed the term
 */
public record FenceDocument(String group, long term, long sequence, String owner) {}
