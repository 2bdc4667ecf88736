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
    private Faults() {}

    /** A fault as a finding; the reason is the refusal's code in CamelCase. */
    public static Finding finding(String what, ArrayFault fault) {
        String message = what + ": " + fault.getMessage();
        return switch (fault) {
            case ArrayFault.Unreachable u ->
                    new Finding("SiteSilent", "array " + u.array() + " did not answer " + message);
            case ArrayFault.Refused r ->
                    new Finding(camel(r.code()), "array " + r.array() + " refused " + message);
            case ArrayFault.Contradictory c ->
                    new Finding(
                            "AnswerNotUnderstood",
                            "array " + c.array() + " answered something unknown to " + message);
        };
    }

    /** Arrays that did not answer, as one finding. */
    public static Finding silent(Map<String, String> silent) {
        String which =
                silent.entrySet().stream()
                        .map(e -> "array " + e.getKey() + " (" + e.getValue() + ")")
                        .collect(Collectors.joining(", "));
        return new Finding(
                "SiteSilent", which + " does not answer: nothing new is started until it does");
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
