package dev.trilith.cli.command;

import dev.trilith.cli.cluster.ClusterAccess;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cluster a command is about. */
final class ClusterOptions {
    @Option(
            names = "--context",
            paramLabel = "CONTEXT",
            description =
                    "A context of the kubeconfig (default: the current one); with a cluster for each"
                            + " site SITE=CONTEXT for each, joined by commas.")
    private @Nullable String context;

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "The kubeconfig (default: as kubectl, $KUBECONFIG or ~/.kube/config).")
    private @Nullable Path kubeconfig;

    /** The clients; the caller closes them. */
    ClusterAccess open() {
        return ClusterAccess.open(kubeconfig, context);
    }
}
