package dev.trilith.cli.lab;

import dev.trilith.cli.fault.CliFailure;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.time.Duration;

/** A lab that another process runs. */
public final class RunningLab implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final KubernetesClient client;
    private final Path folder;

    private RunningLab(KubernetesClient client, Path folder) {
        this.client = client;
        this.folder = folder;
    }

    /**
     * The lab that runs in {@code folder}.
     *
     * @throws CliFailure if none does
     */
    public static RunningLab find(Path folder) {
        LabFolder.Control control = LabFolder.find(folder);
        Config config =
                new ConfigBuilder(Config.empty())
                        .withMasterUrl(control.api().toString())
                        .withNamespace("default")
                        .build();
        return new RunningLab(new KubernetesClientBuilder().withConfig(config).build(), folder);
    }

    /** A client of the lab's API, closed with this. */
    public KubernetesClient client() {
        return client;
    }

    /**
     * Deletes a site's namespace and waits until it is gone.
     *
     * @throws CliFailure if it is not there, or does not go
     */
    public void destroy(String site) throws InterruptedException {
        Namespace namespace = client.namespaces().withName(site).get();
        if (namespace == null) {
            throw new CliFailure(site + " was already destroyed in the lab in " + folder + ".");
        }
        client.namespaces().withName(site).delete();
        long end = System.nanoTime() + LIMIT.toNanos();
        while (client.namespaces().withName(site).get() != null) {
            if (System.nanoTime() - end > 0) {
                throw new CliFailure(
                        "the namespace "
                                + site
                                + " is still there after "
                                + LIMIT.toSeconds()
                                + " s");
            }
            Thread.sleep(LOOK_AGAIN);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
