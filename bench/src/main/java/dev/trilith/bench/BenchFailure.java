package dev.trilith.bench;

/** A measurement that cannot be made, or data that is wrong: a sentence for people. */
public final class BenchFailure extends RuntimeException {
    public BenchFailure(String sentence) {
        super(sentence);
    }

    public BenchFailure(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
