package dev.trilith.cli.lab;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.URI;

/** Starts what looks after a lab's resources, with the settings of {@link Lab#OPERATOR}. */
@FunctionalInterface
public interface OperatorStart {
    /**
     * Starts an operator.
     *
     * @param client for one in this process; the lab closes it
     * @param api where one in another process finds the resources
     * @return ends it
     */
    AutoCloseable start(KubernetesClient client, URI api) throws IOException;
}
