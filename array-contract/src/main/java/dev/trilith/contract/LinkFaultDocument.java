package dev.trilith.contract;

import org.jspecify.annotations.Nullable;

/**
 * What is wrong with the cable from this array to another one. Latency and rate act on what this
 * array sends; a cut acts both ways.
 *
 * @param peerArray the other array's name; null, empty or left out for every other array
 * @param latencyMillis added to each message sent, 0 to 60000; null or left out for 0
 * @param bytesPerSecond the rate of what is sent, at least 1024; null, 0 or left out for no limit
 * @param cut whether the cable is silently dead; null or left out for false
 */
public record LinkFaultDocument(
        @Nullable String peerArray,
        @Nullable Long latencyMillis,
        @Nullable Long bytesPerSecond,
        @Nullable Boolean cut) {}
