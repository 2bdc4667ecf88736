package dev.trilith.contract;

import java.time.Instant;

/**
 * An image's identity: equal (cycle, still) is the same image, higher is newer.
 *
 * @param cycle the number named by the freeze
 * @param still 0 for the freeze itself, else counts the array's own stops after it
 * @param consistencyTime the cutting array's clock at that instant
 */
public record CutDocument(long cycle, int still, Instant consistencyTime) {}
