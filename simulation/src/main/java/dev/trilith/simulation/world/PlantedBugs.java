package dev.trilith.simulation.world;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * Puts known bugs, one at a time, into copies of the production classes and asks whether the
 * simulation notices. A patch is text that must stand exactly once in its file, so one that no
 * longer fits fails loudly. Prints a table, and last how many were caught.
 */
public final class PlantedBugs {
    private static final Pattern HUNK =
            Pattern.compile("file: (.+)\\n<<<\\n([\\s\\S]*?)\\n===\\n([\\s\\S]*?)\\n?>>>");
    private static final long MOST_SEEDS = Long.getLong("trilith.hunt.seeds", 20_000);
    private static final long MOST_MILLIS = Long.getLong("trilith.hunt.millis", 240_000);
    private static final int PROCESSES =
            Integer.getInteger(
                    "trilith.hunt.processes", Runtime.getRuntime().availableProcessors());

    private final Path root;
    private final Path scratch;
    private final String folder;
    private final Class<?> hunter;

    /**
     * Bugs that are not planted yet.
     *
     * @param root the repository
     * @param scratch a folder for copies
     * @param folder where the patches are, in the repository
     * @param hunter the class whose {@code main} lives worlds and says what it found, see {@link
     *     Hunt}
     */
    public PlantedBugs(Path root, Path scratch, String folder, Class<?> hunter) {
        this.root = root;
        this.scratch = scratch;
        this.folder = folder;
        this.hunter = hunter;
    }

    /** The bugs of the arrays and the programs. */
    public static PlantedBugs ofPrograms(Path root, Path scratch) {
        return new PlantedBugs(root, scratch, "simulation/src/test/bugs", Hunt.class);
    }

    /** Hunts all bugs, or those whose names begin with an argument. */
    public static void main(String[] names) throws Exception {
        Path root = Path.of(System.getProperty("trilith.root", "."));
        ofPrograms(root, Files.createTempDirectory("planted-bugs")).huntAll(names);
    }

    /**
     * Hunts all bugs, or those whose names begin with one of {@code names}; ends this process with
     * code 1 if one was not caught.
     */
    public void huntAll(String... names) throws Exception {
        int caught = 0;
        int all = 0;
        for (Path bug : bugs()) {
            String name = bug.getFileName().toString().replace(".bug", "");
            if (names.length > 0 && Stream.of(names).noneMatch(name::startsWith)) {
                continue;
            }
            all++;
            String found = hunt(bug);
            caught += found.equals("-") ? 0 : 1;
            String words = Files.readString(bug).lines().findFirst().orElse("#").substring(1);
            System.out.printf(Locale.ROOT, "%-32s %-22s %s%n", name, found, words.strip());
        }
        System.out.printf(Locale.ROOT, "%d of %d caught%n", caught, all);
        System.exit(caught == all ? 0 : 1);
    }

    /** The patches. */
    public List<Path> bugs() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve(folder))) {
            return files.filter(f -> f.toString().endsWith(".bug")).sorted().toList();
        }
    }

    /**
     * The folder of the classes with the bug in them.
     *
     * @throws IllegalStateException if the patch does not fit the sources, or does not compile
     */
    public Path plant(Path bug) throws IOException {
        Path classes = Files.createTempDirectory(scratch, "classes");
        compile(patched(bug), classes);
        return classes;
    }

    /** The oracle that caught a bug and the seed, or "-"; several processes look for it. */
    public String hunt(Path bug) throws Exception {
        Path classes = plant(bug);
        List<Process> hunters = new ArrayList<>();
        BlockingQueue<String> said = new LinkedBlockingQueue<>();
        try {
            for (int i = 0; i < PROCESSES; i++) {
                Process hunter = hunter(classes, i);
                hunters.add(hunter);
                Thread.ofPlatform().daemon().start(() -> said.add(lastWord(hunter)));
            }
            String found = "-";
            for (int i = 0; i < PROCESSES && found.equals("-"); i++) {
                found = said.take();
            }
            if (found.isEmpty()) {
                throw new IllegalStateException("a hunter of " + bug + " ended without a word");
            }
            return found;
        } finally {
            hunters.forEach(Process::destroyForcibly);
        }
    }

    private Process hunter(Path classes, int number) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-Xmx3g", "-Xshare:auto"));
        command.addAll(List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED"));
        command.add("-Djdk.trackAllThreads=false");
        String path = System.getProperty("java.class.path");
        command.addAll(List.of("-cp", classes + File.pathSeparator + path, hunter.getName()));
        command.addAll(List.of("" + (1 + number), "" + PROCESSES, "" + MOST_SEEDS / PROCESSES));
        command.add("" + MOST_MILLIS);
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private static String lastWord(Process hunter) {
        try (BufferedReader lines = hunter.inputReader(StandardCharsets.UTF_8)) {
            return lines.lines().reduce("", (before, line) -> line);
        } catch (IOException | UncheckedIOException e) {
            // It was ended because another one had found the bug.
            return "-";
        }
    }

    /** The sources with the bug in them, by their place in the repository. */
    private Map<String, String> patched(Path bug) throws IOException {
        Map<String, String> sources = new LinkedHashMap<>();
        Matcher hunk = HUNK.matcher(Files.readString(bug));
        while (hunk.find()) {
            String file = hunk.group(1);
            String source = sources.get(file);
            source = source == null ? Files.readString(root.resolve(file)) : source;
            int at = source.indexOf(hunk.group(2));
            if (at < 0 || source.indexOf(hunk.group(2), at + 1) >= 0) {
                throw new IllegalStateException(
                        bug
                                + " does not fit "
                                + file
                                + " any more: its text must stand there once");
            }
            sources.put(
                    file,
                    source.substring(0, at)
                            + hunk.group(3)
                            + source.substring(at + hunk.group(2).length()));
        }
        if (sources.isEmpty()) {
            throw new IllegalStateException(bug + " changes nothing");
        }
        return sources;
    }

    private void compile(Map<String, String> sources, Path classes) throws IOException {
        Path copies = Files.createTempDirectory(scratch, "sources");
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "-nowarn",
                                "-proc:none",
                                "-d",
                                classes.toString(),
                                "-cp",
                                System.getProperty("java.class.path")));
        for (Map.Entry<String, String> source : sources.entrySet()) {
            Path copy = copies.resolve(Path.of(source.getKey()).getFileName());
            Files.writeString(copy, source.getValue());
            arguments.add(copy.toString());
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler.run(null, null, null, arguments.toArray(new String[0])) != 0) {
            throw new IllegalStateException("a planted bug does not compile: " + sources.keySet());
        }
    }
}
