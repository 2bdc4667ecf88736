package dev.trilith.operator.translate;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Lengths of time as resources write them: {@code 500ms}, {@code 5s}, {@code 2m}, {@code 1h}. */
public final class Durations {
    private static final Pattern FORM = Pattern.compile("(\\d{1,7})(ms|s|m|h)");

    private Durations() {}

    /**
     * The length of time that {@code text} writes.
     *
     * @param text the text, or null
     * @param ifAbsent the answer for null
     * @throws IllegalArgumentException if it is written otherwise
     */
    public static Duration parse(@Nullable String text, Duration ifAbsent) {
        if (text == null) {
            return ifAbsent;
        }
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no length of time: write for example 500ms or 5s");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }
}
