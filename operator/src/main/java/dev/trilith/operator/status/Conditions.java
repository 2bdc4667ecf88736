package dev.trilith.operator.status;

import dev.trilith.operator.api.v1alpha1.StatusCondition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Derives conditions from what happened, and keeps the time at which each last changed. */
public final class Conditions {
    private static final int LONGEST_MESSAGE = 4096;

    private Conditions() {}

    /**
     * The conditions of a resource.
     *
     * @param before those it has now, or null
     * @param verdict what happened
     * @param generation the spec's generation that was looked at
     * @param now the time of a change
     */
    public static List<StatusCondition> of(
            @Nullable List<StatusCondition> before,
            Verdict verdict,
            @Nullable Long generation,
            Instant now) {
        Map<String, StatusCondition> old =
                (before == null ? List.<StatusCondition>of() : before)
                        .stream()
                                .collect(
                                        Collectors.toMap(
                                                StatusCondition::type,
                                                Function.identity(),
                                                (first, second) -> first));
        List<StatusCondition> conditions = new ArrayList<>();
        for (Verdict.Claim claim : claims(verdict)) {
            String status = claim.holds() ? "True" : "False";
            StatusCondition previous = old.get(claim.type());
            String since =
                    previous != null && previous.status().equals(status)
                            ? previous.lastTransitionTime()
                            : now.truncatedTo(ChronoUnit.SECONDS).toString();
            conditions.add(
                    new StatusCondition(
                            claim.type(),
                            status,
                            claim.reason(),
                            shortened(claim.message()),
                            since,
                            generation));
        }
        return List.copyOf(conditions);
    }

    private static List<Verdict.Claim> claims(Verdict verdict) {
        String reason = verdict.reason();
        String message = verdict.message();
        List<Verdict.Claim> claims = new ArrayList<>();
        claims.add(new Verdict.Claim("Ready", verdict.isReady(), reason, message));
        claims.add(
                new Verdict.Claim(
                        "Reconciling",
                        verdict.standing() == Standing.PROGRESSING,
                        reason,
                        switch (verdict.standing()) {
                            case PROGRESSING -> message;
                            case READY -> "what the spec asks for is done";
                            case STALLED -> "it does not go on by itself: see Stalled";
                        }));
        claims.add(
                new Verdict.Claim(
                        "Stalled",
                        verdict.standing() == Standing.STALLED,
                        reason,
                        switch (verdict.standing()) {
                            case PROGRESSING -> "it goes on by itself: see Reconciling";
                            case READY -> "nothing holds it up";
                            case STALLED -> message;
                        }));
        claims.addAll(verdict.claims());
        return claims;
    }

    private static String shortened(String message) {
        return message.length() <= LONGEST_MESSAGE
                ? message
                : message.substring(0, LONGEST_MESSAGE - 3) + "...";
    }
}
