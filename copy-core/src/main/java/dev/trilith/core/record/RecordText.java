package dev.trilith.core.record;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Lines of words parted by single spaces. A word that is empty is written {@code -}; blanks,
 * control characters, {@code %} and all that is not ASCII are written as {@code %XX} for each byte.
 */
final class RecordText {
    private static final String EMPTY = "-";

    private final StringBuilder lines = new StringBuilder();

    void line(String name, String... words) {
        lines.append(name);
        for (String word : words) {
            lines.append(' ').append(token(word));
        }
        lines.append('\n');
    }

    void line(String name, String[] first, String[] second) {
        line(name, concat(first, second));
    }

    void line(String name, String word, String[] first, String[] second) {
        line(name, concat(new String[] {word}, concat(first, second)));
    }

    @Override
    public String toString() {
        return lines.toString();
    }

    static String token(String word) {
        if (word.isEmpty()) {
            return EMPTY;
        }
        if (word.equals(EMPTY)) {
            return "%2D";
        }
        if (plain(word)) {
            return word;
        }
        StringBuilder out = new StringBuilder();
        for (byte b : word.getBytes(StandardCharsets.UTF_8)) {
            if (b > ' ' && b < 0x7f && b != '%') {
                out.append((char) b);
            } else {
                out.append(String.format(Locale.ROOT, "%%%02X", b & 0xff));
            }
        }
        return out.toString();
    }

    /** Whether a word is written as it is. */
    private static boolean plain(String word) {
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '%') {
                return false;
            }
        }
        return true;
    }

    static String word(String token) {
        if (token.equals(EMPTY)) {
            return "";
        }
        if (plain(token)) {
            return token;
        }
        byte[] bytes = new byte[token.length()];
        int length = 0;
        for (int i = 0; i < token.length(); i++) {
            char c = token.charAt(i);
            if (c == '%') {
                if (i + 3 > token.length()) {
                    throw new IllegalArgumentException("an escaped byte is cut off");
                }
                bytes[length++] = (byte) Integer.parseInt(token.substring(i + 1, i + 3), 16);
                i += 2;
            } else if (c > ' ' && c < 0x7f) {
                bytes[length++] = (byte) c;
            } else {
                throw new IllegalArgumentException("a character that is not ASCII");
            }
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /** The words of each line, the line's name first. */
    static List<List<String>> parse(String body) {
        List<List<String>> parsed = new ArrayList<>();
        for (int from = 0; from < body.length(); ) {
            int end = end(body, '\n', from, body.length());
            if (end > from) {
                parsed.add(words(body, from, end));
            }
            from = end + 1;
        }
        return parsed;
    }

    private static List<String> words(String body, int begin, int lineEnd) {
        List<String> words = new ArrayList<>();
        for (int from = begin; from <= lineEnd; ) {
            int end = end(body, ' ', from, lineEnd);
            words.add(word(body.substring(from, end)));
            from = end + 1;
        }
        return words;
    }

    private static int end(String body, char parting, int from, int most) {
        int at = body.indexOf(parting, from, most);
        return at < 0 ? most : at;
    }

    private static String[] concat(String[] first, String[] second) {
        String[] all = new String[first.length + second.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
