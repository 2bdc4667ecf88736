package dev.trilith.contract;

/**
 * Raises a group's term: {@code POST /v1/seals}.
 *
 * @param group the group
 * @param term the new term, at least 1
 * @param owner who seals, 1 to 128 characters
 */
public record SealRequest(String group, long term, String owner) {}
