package dev.trilith.cli.command;

import picocli.CommandLine.Command;

/** Everything about one array. */
@Command(
        name = "array",
        mixinStandardHelpOptions = true,
        description = "A block-storage array by itself.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = ArrayRunCommand.class)
final class ArrayCommand {}
