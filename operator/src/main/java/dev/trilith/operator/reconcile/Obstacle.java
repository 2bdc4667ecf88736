package dev.trilith.operator.reconcile;

import dev.trilith.core.definition.Finding;
import dev.trilith.operator.status.Verdict;

/** Why a resource cannot be as its spec asks, found on the way there. */
final class Obstacle extends RuntimeException {
    private final transient Verdict verdict;

    private Obstacle(Verdict verdict) {
        super(verdict.reason() + ": " + verdict.message());
        this.verdict = verdict;
    }

    /** Something that may still come by itself. */
    static Obstacle notYet(String reason, String message) {
        return new Obstacle(Verdict.progressing(reason, message));
    }

    /** Something that somebody must change. */
    static Obstacle wrong(Finding finding) {
        return new Obstacle(Verdict.stalled(finding));
    }

    Verdict verdict() {
        return verdict;
    }
}
