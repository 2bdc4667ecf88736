package dev.trilith.bench;

import dev.trilith.bench.report.MachineTraits;
import dev.trilith.bench.report.Page;
import dev.trilith.bench.report.Picture;
import dev.trilith.bench.report.Result;
import dev.trilith.bench.report.ResultFile;
import dev.trilith.bench.report.Table;
import dev.trilith.bench.row.Folders;
import dev.trilith.bench.row.Lab;
import dev.trilith.bench.row.RowFamily;
import dev.trilith.bench.row.Rows;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures the array and its peers in turn and says how they compare. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures the array side by side with its peers.",
        footer = {
            "",
            "Writes results.json, table.md and performance.svg to the output folder.",
            "Exit codes: 0 measured, 1 could not be measured or data was wrong, 2 wrong arguments."
        })
public final class Bench implements Callable<Integer> {
    @Option(
            names = "--rows",
            defaultValue = "",
            paramLabel = "NAME,...",
            description = "The rows to measure (default: all).")
    private String rows = "";

    @Option(
            names = "--rounds",
            defaultValue = "" + Settings.FULL_ROUNDS,
            paramLabel = "N",
            description =
                    "How often each is measured, after a warm-up (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--size",
            defaultValue = "1G",
            paramLabel = "SIZE",
            description = "Size of a volume, with M or G (default: ${DEFAULT-VALUE}).")
    private String size = "";

    @Option(
            names = "--root",
            defaultValue = ".",
            paramLabel = "DIR",
            description = "The sources, with the built array.")
    private Path root = Path.of("");

    @Option(
            names = "--out",
            defaultValue = "target/bench",
            paramLabel = "DIR",
            description = "Where results and volumes go (default: ${DEFAULT-VALUE}).")
    private Path out = Path.of("");

    @Option(
            names = "--docs",
            paramLabel = "DIR",
            description = "Also writes the table and the picture into the documents in DIR.")
    private @Nullable Path docs;

    @Spec private @Nullable CommandSpec spec;

    public static void main(String... args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Bench())
                .setExecutionExceptionHandler((fault, command, parsed) -> {
                    if (fault instanceof BenchFailure) {
                        command.getErr().println("bench: " + fault.getMessage());
                        return CommandLine.ExitCode.SOFTWARE;
                    }
                    throw fault;
                });
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path work = out.toAbsolutePath().normalize().resolve("work");
        Settings settings =
                new Settings(root.toAbsolutePath().normalize(), work, rounds, Sizes.bytes(size));
        Set<String> chosen = Rows.chosen(rows);
        boolean all = chosen.size() == Rows.names().size();
        if (docs != null && !(all && settings.full())) {
            throw new BenchFailure(
                    "the documents show full runs only: all rows, at least "
                            + Settings.FULL_ROUNDS
                            + " rounds, volumes of 1 GiB");
        }
        if (rounds < 1) {
            throw new BenchFailure("--rounds is at least 1, not " + rounds);
        }
        double loadBefore = MachineTraits.load();
        List<Result> results = measure(settings, chosen);
        MachineTraits traits = MachineTraits.here(loadBefore, MachineTraits.load());
        String table = Table.of(results);
        String picture = Picture.of(results);
        ResultFile.write(out.resolve("results.json"), results);
        Files.writeString(out.resolve("table.md"), table);
        Files.writeString(out.resolve("performance.svg"), picture);
        Path documents = docs;
        if (documents != null) {
            Files.writeString(documents.resolve("pictures/performance.svg"), picture);
            Page.update(documents.resolve("performance.md"), section(table, traits, settings));
        }
        say(table);
        traits.lines().forEach(this::say);
        return CommandLine.ExitCode.OK;
    }

    private static String section(String table, MachineTraits traits, Settings settings) {
        StringBuilder text = new StringBuilder("![How far each goal is reached]");
        text.append("(pictures/performance.svg)\n\n").append(table).append('\n');
        text.append("Medians of ").append(settings.rounds()).append(" rounds, on this machine:\n");
        traits.lines().forEach(line -> text.append("\n- ").append(line));
        return text.append('\n').toString();
    }

    private List<Result> measure(Settings settings, Set<String> chosen)
            throws IOException, InterruptedException {
        List<Result> results = new ArrayList<>();
        for (RowFamily family : Rows.FAMILIES) {
            List<String> wanted = family.rows().stream().filter(chosen::contains).toList();
            if (wanted.isEmpty()) {
                continue;
            }
            say("measuring " + String.join(", ", wanted) + " ...");
            Folders.delete(settings.work());
            Files.createDirectories(settings.work());
            try {
                Lab lab = new Lab(settings, settings.work(), Set.copyOf(wanted));
                List<Result> measured =
                        family.measure(lab).stream()
                                .filter(r -> wanted.contains(r.name()))
                                .toList();
                results.addAll(measured);
                say(Table.of(measured));
            } finally {
                Folders.delete(settings.work());
            }
        }
        return results;
    }

    private void say(String line) {
        CommandSpec own = spec;
        if (own != null) {
            PrintWriter terminal = own.commandLine().getOut();
            terminal.println(line);
            terminal.flush();
        }
    }
}
