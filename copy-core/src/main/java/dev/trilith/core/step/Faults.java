package dev.trilith.core.step;

import dev.trilith.core.array.ArrayFault;
import dev.trilith.core.array.RefusalCode;
import dev.trilith.core.definition.Finding;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Turns what arrays answered into findings. */
public final class Faults {
    /** The reason of a finding about an array that does not answer. */
    public static final String SILENT = "SiteSilent";

    private Faults() {}

    /** A fault as a finding; the reason is the refusal's code in CamelCase. */
    public static Finding finding(String what, ArrayFault fault) {
        String message = what + ": " + fault.getMessage();
        return switch (fault) {
            case ArrayFault.Unreachable u ->
                    new Finding(SILENT, "array " + u.array() + " did not answer " + message);
            case ArrayFault.Refused r ->
                    new Finding(camel(r.code()), "array " + r.array() + " refused " + message);
            case ArrayFault.Contradictory c ->
                    new Finding(
                            "AnswerNotUnderstood",
                            "array " + c.array() + " answered something unknown to " + message);
        };
    }

    /** Why an array gave no answer: it was silent, or does not let this program ask. */
    public static Finding unanswered(ArrayFault fault) {
        String reason =
                fault instanceof ArrayFault.Refused r && accessRefused(fault)
                        ? camel(r.code())
                        : SILENT;
        return new Finding(reason, String.valueOf(fault.getMessage()));
    }

    /**
     * Arrays that gave no answer, as one finding. What an array refuses is told first: silence ends
     * by itself, a refusal only when somebody grants access.
     */
    public static Finding silent(Map<String, Finding> silent) {
        String reason =
                silent.values().stream()
                        .map(Finding::reason)
                        .filter(r -> !r.equals(SILENT))
                        .findFirst()
                        .orElse(SILENT);
        String which =
                silent.entrySet().stream()
                        .filter(e -> e.getValue().reason().equals(reason))
                        .map(e -> "array " + e.getKey() + " (" + e.getValue().message() + ")")
                        .collect(Collectors.joining(", "));
        String what =
                reason.equals(SILENT)
                        ? " does not answer: nothing new is started until it does"
                        : " does not let this program ask: nothing new is started until access is"
                                + " granted";
        return new Finding(reason, which + what);
    }

    /** Whether the array does not know who asks, or was not told to obey them. */
    public static boolean accessRefused(ArrayFault fault) {
        return refused(fault, RefusalCode.UNAUTHENTICATED)
                || refused(fault, RefusalCode.NOT_GRANTED);
    }

    /**
     * Whether the array obeys somebody else by now, or nobody: who holds the chain, and what was
     * written meanwhile, is to be read before anything else is ordered.
     */
    public static boolean overtaken(ArrayFault fault) {
        return refused(fault, RefusalCode.OLD_TERM) || refused(fault, RefusalCode.OLD_SEQUENCE);
    }

    /** Whether any of the faults is a refusal with this code. */
    public static boolean refused(Collection<ArrayFault> faults, RefusalCode code) {
        return faults.stream().anyMatch(f -> refused(f, code));
    }

    /** Whether the fault is a refusal with this code. */
    public static boolean refused(ArrayFault fault, RefusalCode code) {
        return fault instanceof ArrayFault.Refused r && r.code() == code;
    }

    private static String camel(RefusalCode code) {
        StringBuilder out = new StringBuilder();
        for (String word : code.name().split("_", -1)) {
            out.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return out.toString();
    }
}
