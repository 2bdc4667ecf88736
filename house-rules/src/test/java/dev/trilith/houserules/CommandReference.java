package dev.trilith.houserules;

import dev.trilith.cli.command.TrilithCommand;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** Writes the reference page of the command line from the commands themselves. */
final class CommandReference {
    private static final String HEAD =
            """
            # Command line

            Generated from the commands by `make reference`; a test keeps it equal. Every command answers `--help`.
            """;

    private final StringBuilder page = new StringBuilder(HEAD);

    private CommandReference() {}

    /** The whole page as Markdown. */
    static String page() {
        CommandReference reference = new CommandReference();
        reference.add(TrilithCommand.commandLine());
        return reference.page.toString();
    }

    private void add(CommandLine command) {
        command.setUsageHelpWidth(110);
        page.append("\n## `")
                .append(command.getCommandSpec().qualifiedName())
                .append("`\n\n```text\n");
        page.append(command.getUsageMessage(Ansi.OFF).stripTrailing()).append("\n```\n");
        for (Map.Entry<String, CommandLine> sub : command.getSubcommands().entrySet()) {
            if (!sub.getKey().equals("help")) {
                add(sub.getValue());
            }
        }
    }
}
