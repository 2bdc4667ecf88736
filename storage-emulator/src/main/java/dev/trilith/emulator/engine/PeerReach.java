package dev.trilith.emulator.engine;

/**
 * Whether the link reaches another array.
 *
 * @param reachable whether it answered just now
 * @param detail one sentence for people
 */
public record PeerReach(boolean reachable, String detail) {}
