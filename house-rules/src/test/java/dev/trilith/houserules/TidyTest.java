package dev.trilith.houserules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Limits that were set on the first day and are never raised. */
class TidyTest {
    private static final int FILE_LINES = 400;
    private static final int METHOD_LINES = 60;
    private static final Pattern UNFINISHED =
            Pattern.compile("\\b(TODO|FIXME|XXX)\\b(?!\\(#\\d+\\))");
    private static final Pattern FORBIDDEN_NAME =
            Pattern.compile(".*(Util|Utils|Helper|Helpers|Manager|Impl)\\.java");
    private static final Pattern METHOD_START =
            Pattern.compile(
                    "^( {4,}+)(?!@|return|throw|new|else|case|if|for|while|try|switch|do\\b)"
                            + "[\\w<>\\[\\],.?@ ]+\\([^;]*$");

    @Test
    void filesStaySmall() {
        List<String> tooLong = new ArrayList<>();
        for (Path file : Repository.files(".java")) {
            long lines = Repository.read(file).lines().count();
            if (lines > FILE_LINES) {
                tooLong.add(named(file) + ": " + lines + " lines");
            }
        }
        assertThat(tooLong)
                .as("files over %d lines: which second idea lives there?", FILE_LINES)
                .isEmpty();
    }

    @Test
    void methodsStayShorter() {
        List<String> tooLong = new ArrayList<>();
        for (Path file : Repository.files(".java")) {
            tooLong.addAll(longMethods(named(file), Repository.read(file).lines().toList()));
        }
        assertThat(tooLong).as("methods over %d lines", METHOD_LINES).isEmpty();
    }

    @Test
    void aLongMethodWouldBeSeen() {
        List<String> lines = new ArrayList<>();
        lines.add("class A {");
        lines.add("    private static int longOne(");
        lines.add("            int a, int b) {");
        lines.addAll(java.util.Collections.nCopies(METHOD_LINES, "        a++;"));
        lines.add("    }");
        lines.add("}");
        assertThat(longMethods("A.java", lines)).hasSize(1);
    }

    @Test
    void nothingIsLeftForLater() {
        List<String> unfinished = new ArrayList<>();
        for (Path file : Repository.files(".java")) {
            if (file.endsWith("TidyTest.java")) {
                continue;
            }
            int number = 0;
            for (String line : Repository.read(file).lines().toList()) {
                number++;
                if (UNFINISHED.matcher(line).find()) {
                    unfinished.add(named(file) + ":" + number + ": " + line.strip());
                }
            }
        }
        assertThat(unfinished).as("finish it, or name an issue: TODO(#12)").isEmpty();
    }

    @Test
    void namesSayWhatAThingIs() {
        assertThat(Repository.files(".java").stream().map(TidyTest::named))
                .filteredOn(name -> FORBIDDEN_NAME.matcher(name).matches())
                .isEmpty();
    }

    @Test
    void everyPackageIntroducesItself() {
        List<String> silent = new ArrayList<>();
        for (Path file : Repository.files(".java")) {
            Path folder = file.getParent();
            boolean main = named(file).contains("/src/main/java/");
            if (main && folder != null && !Files.exists(folder.resolve("package-info.java"))) {
                silent.add(named(folder));
            }
        }
        assertThat(silent.stream().distinct()).as("packages without package-info.java").isEmpty();
    }

    @Test
    void warningsAreMendedNotSuppressed() {
        assertThat(
                        Repository.files(".java").stream()
                                .filter(file -> !file.endsWith("TidyTest.java"))
                                .filter(file -> Repository.read(file).contains("@SuppressWarnings"))
                                .map(TidyTest::named))
                .isEmpty();
    }

    @Test
    void reconcilersStayThin() {
        List<String> tooLong = new ArrayList<>();
        for (Path file : Repository.files("Reconciler.java")) {
            try (Stream<String> lines = Repository.read(file).lines()) {
                long count = lines.count();
                if (count > 150) {
                    tooLong.add(named(file) + ": " + count + " lines");
                }
            }
        }
        assertThat(tooLong)
                .as("a reconciler translates, snapshots, decides, executes, reports")
                .isEmpty();
    }

    private static List<String> longMethods(String file, List<String> lines) {
        List<String> found = new ArrayList<>();
        for (int start = 0; start < lines.size(); start++) {
            Matcher method = METHOD_START.matcher(lines.get(start));
            if (!method.find() || lines.get(start).strip().startsWith("*")) {
                continue;
            }
            int end = endOf(lines, start, method.group(1));
            if (end - start + 1 > METHOD_LINES) {
                found.add(file + ":" + (start + 1) + ": " + (end - start + 1) + " lines");
            }
            start = Math.max(start, end);
        }
        return found;
    }

    /**
     * The line of the closing brace at the method's own indentation, or the start if what begins
     * here is no method: a call or an annotation ends before any brace opens.
     */
    private static int endOf(List<String> lines, int start, String indent) {
        boolean open = false;
        for (int line = start; line < lines.size(); line++) {
            open |= lines.get(line).endsWith("{");
            if (!open && lines.get(line).endsWith(";")) {
                return start;
            }
            if (open && lines.get(line).startsWith(indent + "}")) {
                return line;
            }
        }
        return start;
    }

    private static String named(Path path) {
        return Repository.root().relativize(path).toString();
    }
}
