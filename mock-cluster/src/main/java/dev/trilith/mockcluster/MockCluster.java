package dev.trilith.mockcluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.mockwebserver.MockWebServer;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A Kubernetes API on a loopback port of this process, with what a real one does to a deleted
 * namespace: it is Terminating while everything in it is deleted, then it is gone. Safe for use by
 * many threads.
 */
public final class MockCluster implements AutoCloseable {
    private static final Logger LOGGER = Logger.getLogger(MockCluster.class.getName());

    private final MockWebServer server = new MockWebServer();
    private final ModelApi api = new ModelApi();
    private final ModelDispatcher dispatcher = new ModelDispatcher(api);
    private final List<Consumer<String>> terminatingListeners = new CopyOnWriteArrayList<>();
    private final ExecutorService controllers =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("mock-controllers").factory());

    private MockCluster() {
        api.listen(new Controllers(api, this::later, this::tellOfEnd));
        server.setDispatcher(dispatcher);
        server.start(InetAddress.getLoopbackAddress(), 0);
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

    /** Answers 408 to reads of the paths of which {@code which} holds, as one that is busy. */
    public void busy(Predicate<String> which) {
        dispatcher.busy(which);
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
        controllers.shutdownNow();
        server.shutdown();
    }

    private void later(Runnable work) {
        try {
            controllers.execute(work);
        } catch (RejectedExecutionException e) {
            // The cluster is closed: nobody waits for its controllers any more.
            LOGGER.log(Level.FINE, "the mock cluster is closed", e);
        }
    }

    private void tellOfEnd(String namespace) {
        terminatingListeners.forEach(listener -> listener.accept(namespace));
    }

    private static String host() {
        return InetAddress.getLoopbackAddress().getHostAddress();
    }
}
