package dev.trilith.contract;

/**
 * Whether the array's link reaches another array: {@code GET /v1/peers/{array}}.
 *
 * @param array the other array's name
 * @param reachable whether it answered just now
 * @param detail one sentence: how soon it answered, or why it counts as not reachable
 */
public record PeerDocument(String array, boolean reachable, String detail) {}
