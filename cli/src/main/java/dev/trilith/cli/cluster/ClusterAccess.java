package dev.trilith.cli.cluster;

import dev.trilith.cli.fault.CliFailure;
import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The clusters that the user named: one for all sites, or one for each. Safe for use by many
 * threads.
 */
public final class ClusterAccess implements AutoCloseable {
    private static final String EVERY_SITE = "";

    /** What the client library falls back on when it has found nothing at all. */
    private static final String NOWHERE = "https://kubernetes.default.svc";

    private static final int CONNECT_MILLIS = 5_000;
    private static final int ANSWER_MILLIS = 10_000;

    private final Map<String, KubernetesClient> clients;
    private final String words;

    /**
     * Clients that somebody else made.
     *
     * @param clients by site; the empty name stands for every site that is not named
     * @param words where they lead to, for people
     */
    ClusterAccess(Map<String, KubernetesClient> clients, String words) {
        this.clients = new LinkedHashMap<>(clients);
        this.words = words;
    }

    /**
     * Clients for what the user gave.
     *
     * @param kubeconfig a kubeconfig, or null for the one that kubectl would take
     * @param context a context; or one for each site, as {@code production=A,local=B,remote=C}; or
     *     null for the current one
     * @throws CliFailure if there is no such context
     */
    public static ClusterAccess open(@Nullable Path kubeconfig, @Nullable String context) {
        if (kubeconfig != null && !Files.isRegularFile(kubeconfig)) {
            throw CliFailure.ofArgument("--kubeconfig " + kubeconfig + " is not a file.");
        }
        Map<String, KubernetesClient> clients = new LinkedHashMap<>();
        if (context == null || !context.contains("=")) {
            clients.put(EVERY_SITE, client(kubeconfig, context));
        } else {
            for (String part : context.split(",", -1)) {
                int equals = part.indexOf('=');
                if (equals < 1 || clients.containsKey(part.substring(0, equals))) {
                    throw new CliFailure(
                            "--context "
                                    + context
                                    + " is not SITE=CONTEXT for each site once, joined by commas.");
                }
                clients.put(
                        part.substring(0, equals), client(kubeconfig, part.substring(equals + 1)));
            }
        }
        String words =
                clients.size() > 1
                        ? clients.size() + " clusters"
                        : "the cluster at "
                                + clients.values()
                                        .iterator()
                                        .next()
                                        .getConfiguration()
                                        .getMasterUrl();
        return new ClusterAccess(clients, words);
    }

    /** Where it leads to, for people. */
    public String words() {
        return words;
    }

    /** One client for each cluster. */
    public Collection<KubernetesClient> all() {
        return List.copyOf(clients.values());
    }

    /**
     * The client of the cluster that a site is in.
     *
     * @throws CliFailure if the user named no context for it
     */
    public KubernetesClient of(String site) {
        KubernetesClient client = clients.getOrDefault(site, clients.get(EVERY_SITE));
        if (client == null) {
            throw new CliFailure(
                    "--context names no context for site "
                            + site
                            + ", but for "
                            + String.join(", ", clients.keySet())
                            + ".");
        }
        return client;
    }

    @Override
    public void close() {
        clients.values().forEach(KubernetesClient::close);
    }

    static void requireCluster(Config found) {
        if (found.getMasterUrl().startsWith(NOWHERE)) {
            throw CliFailure.ofArgument(
                    "No cluster is known: there is no kubeconfig where KUBECONFIG says, if it is set,"
                            + " nor in ~/.kube/config. Name one with --kubeconfig FILE, or a lab of"
                            + " trilith lab up with --dir.");
        }
    }

    private static KubernetesClient client(@Nullable Path kubeconfig, @Nullable String context) {
        Config found;
        try {
            found =
                    kubeconfig == null
                            ? Config.autoConfigure(context)
                            : Config.fromKubeconfig(context, kubeconfig.toFile());
        } catch (KubernetesClientException e) {
            throw new CliFailure("the kubeconfig cannot be read: " + e.getMessage(), e);
        }
        requireCluster(found);
        List<NamedContext> contexts = found.getContexts();
        if (context != null && contexts.stream().noneMatch(c -> c.getName().equals(context))) {
            throw new CliFailure(
                    "the kubeconfig has no context "
                            + context
                            + ", but "
                            + String.join(
                                    ", ", contexts.stream().map(NamedContext::getName).toList())
                            + ".");
        }
        // A cluster that is gone must be seen to be gone, not asked for minutes.
        Config config =
                new ConfigBuilder(found)
                        .withConnectionTimeout(CONNECT_MILLIS)
                        .withRequestTimeout(ANSWER_MILLIS)
                        .withRequestRetryBackoffLimit(1)
                        .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }
}
