package dev.trilith.cli.command;

import picocli.CommandLine.Command;

/** Everything about the embedded lab. */
@Command(
        name = "lab",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Three sites on this machine: real arrays as processes, the real operator, and an API",
            "inside this process. It serves Kubernetes clients, but not kubectl. Rehearsals also run on",
            "the lab that Helm installed in a cluster (run --cluster)."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {LabRunCommand.class, LabUpCommand.class, LabDestroyCommand.class})
final class LabCommand {}
