package dev.trilith.cli.lab;

/** Is told, in one sentence each, what the lab does. Must be safe for use by many threads. */
@FunctionalInterface
public interface LabLog {
    /** Notes one sentence. */
    void note(String sentence);
}
