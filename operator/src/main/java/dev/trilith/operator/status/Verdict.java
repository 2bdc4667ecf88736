package dev.trilith.operator.status;

import dev.trilith.core.definition.Finding;
import java.util.ArrayList;
import java.util.List;

/**
 * What happened to a resource, as a caller says it; {@link Conditions} derives the conditions.
 *
 * @param standing how it stands
 * @param reason why, one CamelCase word
 * @param message what happened, to which object, what to do
 * @param claims further conditions, beside Ready, Reconciling and Stalled
 */
public record Verdict(Standing standing, String reason, String message, List<Claim> claims) {
    /**
     * One further condition.
     *
     * @param type its type, for example {@code Protected}
     * @param holds whether it is true
     * @param reason why, one CamelCase word
     * @param message why, as a sentence
     */
    public record Claim(String type, boolean holds, String reason, String message) {}

    public Verdict {
        claims = List.copyOf(claims);
    }

    /** It is as the spec asks. */
    public static Verdict ready(String reason, String message) {
        return new Verdict(Standing.READY, reason, message, List.of());
    }

    /** It is under way or waits. */
    public static Verdict progressing(String reason, String message) {
        return new Verdict(Standing.PROGRESSING, reason, message, List.of());
    }

    /** It waits for what a finding says. */
    public static Verdict progressing(Finding finding) {
        return progressing(finding.reason(), finding.message());
    }

    /** Somebody must change something. */
    public static Verdict stalled(String reason, String message) {
        return new Verdict(Standing.STALLED, reason, message, List.of());
    }

    /** Somebody must change what a finding says. */
    public static Verdict stalled(Finding finding) {
        return stalled(finding.reason(), finding.message());
    }

    /** The same with one more condition. */
    public Verdict with(String type, boolean holds, String reason, String message) {
        List<Claim> more = new ArrayList<>(claims);
        more.add(new Claim(type, holds, reason, message));
        return new Verdict(standing, this.reason, this.message, more);
    }

    /** Whether the resource is as the spec asks. */
    public boolean isReady() {
        return standing == Standing.READY;
    }
}
