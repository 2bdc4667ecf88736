package dev.trilith.cli.command;

import picocli.CommandLine.Command;

/** Everything about the embedded lab. */
@Command(
        name = "lab",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Three sites on this machine: real arrays as processes, and the real operator.",
            "Its Kubernetes API is inside this process; it serves Kubernetes clients, but not kubectl.",
            "Rehearsals also run on the lab that Helm installed in a cluster (run --cluster)."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {LabRunCommand.class, LabUpCommand.class, LabDestroyCommand.class})
final class LabCommand {}
