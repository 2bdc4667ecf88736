package dev.trilith.cli.soak;

import dev.trilith.cli.lab.Lab;
import dev.trilith.operator.app.TrilithOperator;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lab's operator in a process of its own, so that it can be killed. As a kubelet would, it is
 * started again whenever it ends. Safe for use by many threads.
 */
final class OperatorProcess implements AutoCloseable {
    private static final long PAUSE_MILLIS = 500;

    private final URI api;
    private final Path output;
    private @Nullable Process process;
    private boolean closed;

    /**
     * An operator that does not run yet.
     *
     * @param api where it finds its resources
     * @param output what it says goes there
     */
    OperatorProcess(URI api, Path output) {
        this.api = api;
        this.output = output;
    }

    /** The operator itself, until its parent is gone: the API's address is the only argument. */
    public static void main(String[] arguments) {
        Config config =
                new ConfigBuilder(Config.empty())
                        .withMasterUrl(arguments[0])
                        .withNamespace("default")
                        .build();
        try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build();
                TrilithOperator operator = new TrilithOperator(client, Lab.OPERATOR)) {
            operator.start();
            ProcessHandle.current().parent().orElseThrow().onExit().join();
        } catch (RuntimeException e) {
            System.err.println(
                    "the operator ended by itself: " + e + ", because of " + e.getCause());
        }
        // Threads of a start that failed would keep it, and nobody would start it again.
        Runtime.getRuntime().halt(1);
    }

    /** Starts it, and again whenever it has ended. */
    void start() {
        Thread.ofPlatform().daemon().name("kubelet-operator").start(this::keepRunning);
    }

    private void keepRunning() {
        try {
            Process running = launch();
            while (running != null) {
                running.waitFor();
                Thread.sleep(PAUSE_MILLIS);
                running = launch();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the operator cannot be started", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized @Nullable Process launch() throws IOException {
        if (closed) {
            return null;
        }
        Process started =
                Programs.java(
                        output,
                        List.of("-XX:+UseSerialGC", "-Xmx256m"),
                        OperatorProcess.class,
                        api.toString());
        process = started;
        return started;
    }

    /** SIGKILL; whether there was anything to kill. */
    synchronized boolean kill() {
        Process running = process;
        return running != null && running.isAlive() && running.toHandle().destroyForcibly();
    }

    @Override
    public synchronized void close() {
        closed = true;
        kill();
    }
}
