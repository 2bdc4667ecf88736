package dev.trilith.cli.command;

import picocli.CommandLine.Command;

/** A host of its own. */
@Command(
        name = "host",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "A host that writes stamped blocks over several volumes, and reads them back.",
            "That proves, over any network, whether an image is one that the host could have seen."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {HostWriteCommand.class, HostCheckCommand.class})
final class HostCommand {}
