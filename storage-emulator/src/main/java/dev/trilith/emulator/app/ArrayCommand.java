package dev.trilith.emulator.app;

import picocli.CommandLine.Command;

/** Everything about one array. */
@Command(
        name = "array",
        mixinStandardHelpOptions = true,
        subcommands = RunCommand.class,
        description = "A block-storage array.")
final class ArrayCommand {}
