package dev.trilith.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The part of a document that a run writes. */
public final class Page {
    static final String BEGIN = "<!-- written by make bench -->";
    static final String END = "<!-- end of what make bench writes -->";

    private Page() {}

    /** Puts {@code generated} between the two marks of a document. */
    public static void update(Path document, String generated) throws IOException {
        Files.writeString(document, updated(Files.readString(document), generated));
    }

    static String updated(String document, String generated) {
        int begin = document.indexOf(BEGIN);
        int end = document.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException(
                    "the document lacks the lines '" + BEGIN + "' and '" + END + "'");
        }
        return document.substring(0, begin + BEGIN.length())
                + "\n\n"
                + generated.strip()
                + "\n\n"
                + document.substring(end);
    }
}
