package dev.trilith.cli.command;

import picocli.CommandLine.Command;

/** Everything about the copy management record. */
@Command(
        name = "record",
        mixinStandardHelpOptions = true,
        description = "The copy management record (table 600).",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = RecordShowCommand.class)
final class RecordCommand {}
