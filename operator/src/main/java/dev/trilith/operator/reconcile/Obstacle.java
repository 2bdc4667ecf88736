package dev.trilith.operator.reconcile;

import dev.trilith.core.definition.Finding;
import dev.trilith.operator.status.Verdict;

/** Why a resource cannot be as its spec asks, found on the way there. */
final class Obstacle extends RuntimeException {
    private final transient Verdict verdict;
    private final boolean forbidden;

    private Obstacle(Verdict verdict, boolean forbidden) {
        super(verdict.reason() + ": " + verdict.message());
        this.verdict = verdict;
        this.forbidden = forbidden;
    }

    /** Something that may still come by itself. */
    static Obstacle notYet(String reason, String message) {
        return new Obstacle(Verdict.progressing(reason, message), false);
    }

    /** Something that somebody must change. */
    static Obstacle wrong(Finding finding) {
        return new Obstacle(Verdict.stalled(finding), false);
    }

    /** Something that somebody else must allow: what is under way without it must stop. */
    static Obstacle forbidden(String reason, String message) {
        return new Obstacle(Verdict.progressing(reason, message), true);
    }

    /** Whether nothing may be done in this matter, not even what was begun. */
    boolean isForbidden() {
        return forbidden;
    }

    Verdict verdict() {
        return verdict;
    }
}
