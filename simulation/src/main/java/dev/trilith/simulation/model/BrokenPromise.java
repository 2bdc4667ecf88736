package dev.trilith.simulation.model;

/** A state in which an invariant does not hold. */
final class BrokenPromise extends RuntimeException {
    BrokenPromise(String invariant, String message) {
        super(invariant + ": " + message);
    }
}
