package dev.trilith.emulator.rest;

/** A message that cannot be understood; the sentence names the field. */
final class BadInput extends RuntimeException {
    BadInput(String message) {
        super(message);
    }
}
