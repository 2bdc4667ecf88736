package dev.trilith.cli.lab;

import dev.trilith.cli.fault.CliFailure;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Deletes namespaces and waits until what ran in them is dead. Safe for use by many threads. */
final class SiteKiller {
    private static final long LIMIT_SECONDS = 30;

    private final KubernetesClient client;
    private final Map<String, CountDownLatch> deaths = new ConcurrentHashMap<>();

    SiteKiller(KubernetesClient client) {
        this.client = client;
    }

    /** Told when the arrays of {@code namespace} are dead. */
    void dead(String namespace) {
        death(namespace).countDown();
    }

    /** Deletes {@code namespace}; returns when its arrays are dead. */
    void kill(String namespace) {
        client.namespaces().withName(namespace).delete();
        try {
            if (!death(namespace).await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new CliFailure(
                        "the namespace " + namespace + " was deleted, but its arrays still run");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliFailure("interrupted while " + namespace + " was dying", e);
        }
    }

    private CountDownLatch death(String namespace) {
        return deaths.computeIfAbsent(namespace, name -> new CountDownLatch(1));
    }
}
