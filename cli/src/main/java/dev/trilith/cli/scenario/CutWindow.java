package dev.trilith.cli.scenario;

/**
 * What the writer knows of a cut: between which of its writes the freeze fell. Whatever an array
 * says of its image, the stamps in it must fit.
 *
 * @param acknowledgedBefore writes acknowledged before the freeze was ordered: all of them are in
 * @param writtenAfter writes sent when the freeze was seen: no later one is in
 */
record CutWindow(long acknowledgedBefore, long writtenAfter) {
    /** Whether an image with this many recovered writes can be this cut's. */
    boolean fits(long recovered) {
        return recovered >= acknowledgedBefore && recovered <= writtenAfter;
    }
}
