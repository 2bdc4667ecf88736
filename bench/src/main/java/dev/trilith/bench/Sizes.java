package dev.trilith.bench;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them. */
final class Sizes {
    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,5})([MG])i?B?");
    private static final long LEAST = 64L << 20;

    private Sizes() {}

    /**
     * The bytes meant by {@code 64M}, {@code 1G} and the like.
     *
     * @throws BenchFailure if it is no such word, or too small for the rows
     */
    static long bytes(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new BenchFailure("'" + text + "' is no size; write for example 64M or 1G");
        }
        long bytes = Long.parseLong(form.group(1)) << (form.group(2).equals("G") ? 30 : 20);
        if (bytes < LEAST) {
            throw new BenchFailure("a volume of " + text + " is too small; take at least 64M");
        }
        return bytes;
    }
}
