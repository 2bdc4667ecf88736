package dev.trilith.emulator.nbd;

/** What the handshake does after an option was answered. */
sealed interface OptionStep {
    /** Waits for the next option. */
    record Haggle() implements OptionStep {}

    /** Ends the connection. */
    record Leave() implements OptionStep {}

    /** Goes on to commands. */
    record Enter(Export export) implements OptionStep {}

    OptionStep HAGGLE = new Haggle();
    OptionStep LEAVE = new Leave();
}
