package dev.trilith.emulator.app;

import picocli.CommandLine.Command;

/** The root of the command line; the array's part of it. */
@Command(
        name = "trilith",
        mixinStandardHelpOptions = true,
        version = "trilith 0.1.0",
        subcommands = ArrayCommand.class,
        description = "Three-data-centre disaster recovery: the storage array.")
final class TrilithCommand {}
