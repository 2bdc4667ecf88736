package dev.trilith.contract;

import java.time.Instant;

/**
 * Something that the array did by itself or refused.
 *
 * @param time the array's clock
 * @param kind a word from the array's list, for example {@code FreezeExpired}
 * @param text one sentence that names the objects
 */
public record EventDocument(Instant time, String kind, String text) {}
