package dev.trilith.emulator.engine;

/**
 * A part of a volume of which one thing is true from end to end.
 *
 * @param lengthBytes at least 1
 * @param marked what was asked for: that it may hold data, or that it differs
 */
public record Extent(long lengthBytes, boolean marked) {}
