package dev.trilith.operator.reconcile;

import dev.trilith.core.array.ArrayFault;
import dev.trilith.core.array.RefusalCode;
import dev.trilith.operator.status.Standing;
import dev.trilith.operator.status.Verdict;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/** Turns what went wrong into a verdict: the type of a fault says whether it is worth a retry. */
final class Verdicts {
    /** How much rarer what only a person can change is looked at again. */
    private static final int SELDOM = 20;

    /** How much rarer what is well is looked at again: its status may be another's word. */
    private static final int RARELY = 240;

    /** Timeout, conflict, too many requests: an API server that has much to do, and no verdict. */
    private static final Set<Integer> PASSING = Set.of(408, 409, 429);

    private Verdicts() {}

    /**
     * Runs {@code work}; whatever stands in its way becomes the verdict.
     *
     * @throws KubernetesClientException if the API server could not say anything: ask again
     */
    static Verdict attempt(Supplier<Verdict> work) {
        try {
            return work.get();
        } catch (Obstacle obstacle) {
            return obstacle.verdict();
        } catch (ArrayFault fault) {
            return of(fault);
        } catch (IllegalArgumentException wrongValue) {
            return Verdict.stalled("InvalidValue", String.valueOf(wrongValue.getMessage()));
        } catch (KubernetesClientException refused) {
            if (refused.getCode() / 100 != 4 || PASSING.contains(refused.getCode())) {
                throw refused;
            }
            return Verdict.stalled("ApiRefused", reason(refused));
        }
    }

    /** What the API server said, without the client's account of the request and the answer. */
    private static String reason(KubernetesClientException refused) {
        Status status = refused.getStatus();
        String message = status == null ? null : status.getMessage();
        return String.valueOf(message == null ? refused.getMessage() : message);
    }

    static Verdict of(ArrayFault fault) {
        String message = String.valueOf(fault.getMessage());
        return switch (fault) {
            case ArrayFault.Unreachable unreachable ->
                    Verdict.progressing(
                            "ArrayUnreachable",
                            "array " + unreachable.array() + " does not answer: " + message);
            case ArrayFault.Refused refused ->
                    new Verdict(
                            othersAct(refused.code()) ? Standing.PROGRESSING : Standing.STALLED,
                            camelCase(refused.code()),
                            "array " + refused.array() + " refused: " + message,
                            java.util.List.of());
            case ArrayFault.Contradictory contradictory ->
                    Verdict.stalled("ArrayContradictory", message);
        };
    }

    /** Whether the refusal may end without a change of the resource: another site acts. */
    private static boolean othersAct(RefusalCode code) {
        return switch (code) {
            case PEER_UNREACHABLE, UNAUTHENTICATED, NOT_GRANTED -> true;
            default -> false;
        };
    }

    /** When to look again: soon at what is under way, seldom at what stalls, rarely at the rest. */
    static <R extends HasMetadata> UpdateControl<R> again(Verdict verdict, Duration lookAgain) {
        UpdateControl<R> control = UpdateControl.noUpdate();
        return switch (verdict.standing()) {
            case READY -> control.rescheduleAfter(lookAgain.multipliedBy(RARELY));
            case PROGRESSING -> control.rescheduleAfter(lookAgain);
            case STALLED -> control.rescheduleAfter(lookAgain.multipliedBy(SELDOM));
        };
    }

    private static String camelCase(RefusalCode code) {
        StringBuilder word = new StringBuilder();
        for (String part : code.name().split("_", -1)) {
            word.append(part.charAt(0)).append(part.substring(1).toLowerCase(Locale.ROOT));
        }
        return word.toString();
    }
}
