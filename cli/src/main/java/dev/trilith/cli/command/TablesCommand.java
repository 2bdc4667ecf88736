package dev.trilith.cli.command;

import dev.trilith.cli.fault.CliFailure;
import dev.trilith.cli.lab.ArrayClient;
import dev.trilith.cli.lab.LabEndpoints;
import dev.trilith.cli.table.ArrayTables;
import dev.trilith.emulator.rest.Tokens;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints an array's control memory. */
@Command(
        name = "tables",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Prints an array's tables 300, 400 and 500.",
            "They list pairs between arrays (300), pairs inside the array (400) and volumes (500). STATE",
            "is ACTIVE for a copy that runs or is kept equal; ENGINE is the array's own word."
        },
        footer = {
            "",
            "Examples:",
            "  trilith tables --array http://127.0.0.1:8080",
            "  trilith tables --array 2b --dir lab"
        })
final class TablesCommand implements Callable<Integer> {
    @Option(
            names = "--array",
            required = true,
            paramLabel = "URL|NAME",
            description = "The array's management URL, or its name in the lab of --dir.")
    private String array = "";

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = LabUpCommand.DEFAULT_DIR,
            description = "The running lab's folder (default: ${DEFAULT-VALUE}).")
    private Path dir = Path.of(LabUpCommand.DEFAULT_DIR);

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "What to present to an array that asks for a token.")
    private @Nullable Path tokenFile;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        String url = array.contains(":") ? array : LabEndpoints.of(dir).arrayUrl(array);
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        try (ArrayClient arrays = new ArrayClient(token())) {
            ArrayTables.lines(arrays.show(url)).forEach(out::println);
        }
        out.flush();
        return 0;
    }

    private @Nullable String token() {
        Path file = tokenFile;
        try {
            return file == null ? null : Tokens.read(file);
        } catch (IOException e) {
            throw CliFailure.ofArgument(
                    "--token-file " + file + " cannot be used: " + e.getMessage(), e);
        }
    }
}
