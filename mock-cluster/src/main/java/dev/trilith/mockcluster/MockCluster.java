package dev.trilith.mockcluster;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.net.InetAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A Kubernetes API on a loopback port of this process, with what a real one does to a deleted
 * namespace: it is Terminating while everything in it is deleted, then it is gone. Safe for use by
 * many threads.
 */
public final class MockCluster implements AutoCloseable {
    private final KubernetesMockServer server;
    private final ApplyingDispatcher dispatcher;
    private final KubernetesClient ownClient;
    private final List<Consumer<String>> terminatingListeners = new CopyOnWriteArrayList<>();
    private final ExecutorService namespaces =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("mock-namespaces").factory());

    private MockCluster() {
        dispatcher = new ApplyingDispatcher();
        server =
                new KubernetesMockServer(
                        new Context(), new MockWebServer(), new HashMap<>(), dispatcher, false);
        server.init(InetAddress.getLoopbackAddress(), 0);
        ownClient = newClient();
        ownClient.namespaces().watch(new NamespaceWatcher());
    }

    /** Starts a server on a free port of the loopback address. */
    public static MockCluster start() {
        return new MockCluster();
    }

    /** The API's address, for example {@code http://127.0.0.1:40123/}. */
    public URI url() {
        return URI.create("http://" + host() + ":" + server.getPort() + "/");
    }

    /** Settings for a client of this API and of no other, whatever the environment says. */
    public Config clientConfig() {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl(url().toString())
                .withNamespace("default")
                .withTrustCerts(true)
                .build();
    }

    /** A new client; the caller closes it. */
    public KubernetesClient newClient() {
        return new KubernetesClientBuilder().withConfig(clientConfig()).build();
    }

    /** Calls {@code listener} with each request that may change something, before it is served. */
    public void onWrite(Consumer<ApiWrite> listener) {
        dispatcher.onWrite(listener);
    }

    /** Answers 403 to what {@code which} holds of, as a quota or a policy does. */
    public void refuse(Predicate<ApiWrite> which) {
        dispatcher.refuse(which);
    }

    /** Calls {@code listener} with the path, without its query, of each request that reads. */
    public void onRead(Consumer<String> listener) {
        dispatcher.onRead(listener);
    }

    /**
     * Calls {@code listener} with the name of a namespace that is being deleted, while its contents
     * are still there. Called on one thread, one namespace after the other.
     */
    public void onNamespaceTerminating(Consumer<String> listener) {
        terminatingListeners.add(listener);
    }

    @Override
    public void close() {
        namespaces.shutdownNow();
        ownClient.close();
        server.destroy();
    }

    private static String host() {
        return InetAddress.getLoopbackAddress().getHostAddress();
    }

    private void terminate(String namespace) {
        terminatingListeners.forEach(listener -> listener.accept(namespace));
        dispatcher.deleteContents(namespace);
        ownClient
                .namespaces()
                .withName(namespace)
                .edit(found -> {
                    found.getMetadata().setFinalizers(List.of());
                    return found;
                });
    }

    /** Empties a namespace that is being deleted, then lets it go. */
    private final class NamespaceWatcher implements Watcher<Namespace> {
        @Override
        public void eventReceived(Action action, Namespace namespace) {
            if (action == Action.MODIFIED
                    && namespace.isMarkedForDeletion()
                    && !namespace.getFinalizers().isEmpty()) {
                String name = namespace.getMetadata().getName();
                namespaces.execute(() -> terminate(name));
            }
        }

        @Override
        public void onClose(WatcherException cause) {
            // The server was stopped: there is nothing left to watch.
        }
    }
}
