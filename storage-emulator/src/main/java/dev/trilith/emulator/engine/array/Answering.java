package dev.trilith.emulator.engine.array;

/** The answer "done" of one command, to be durable with the change that the command makes. */
final class Answering {
    /** Of what nobody ordered. */
    static final Answering NOBODYS = new Answering("");

    private final String commandKey;
    private volatile boolean given;

    Answering(String commandKey) {
        this.commandKey = commandKey;
    }

    /** The change after which the command is carried out, whatever comes after. */
    void with(Change change) {
        if (!commandKey.isEmpty()) {
            change.answering(commandKey);
            change.then(() -> given = true);
        }
    }

    /** Whether it is durable. */
    boolean given() {
        return given;
    }
}
