package dev.trilith.e2e;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

/** A cluster, with kubectl and helm as their users have them. */
final class Cluster {
    private static final Duration COMMAND_LIMIT = Duration.ofMinutes(6);
    static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Cluster CURRENT = new Cluster(null);

    private final @Nullable Path kubeconfig;
    private final KubernetesClient client;

    private Cluster(@Nullable Path kubeconfig) {
        this.kubeconfig = kubeconfig;
        this.client =
                kubeconfig == null
                        ? new KubernetesClientBuilder().build()
                        : new KubernetesClientBuilder()
                                .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
                                .build();
    }

    /** What a command said. */
    record Answer(int exit, String text) {}

    /** The cluster that KUBECONFIG names. */
    static Cluster current() {
        return CURRENT;
    }

    /** The cluster of this kubeconfig file. */
    static Cluster of(Path kubeconfig) {
        return new Cluster(kubeconfig);
    }

    /** The repository. */
    static Path root() {
        return Path.of(System.getProperty("trilith.root", "."));
    }

    /** Waits long enough for a slow machine; how long it takes is no part of a story. */
    static ConditionFactory await() {
        return Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100));
    }

    KubernetesClient client() {
        return client;
    }

    String kubectl(String... arguments) {
        return must("kubectl", arguments);
    }

    String helm(String... arguments) {
        return must("helm", arguments);
    }

    /** Runs a program in the repository; standard error comes with the output. */
    Answer run(String program, String... arguments) {
        try {
            Path output = Files.createTempFile("trilith-e2e-", ".out");
            try {
                Process process = builder(program, List.of(arguments), output).start();
                process.getOutputStream().close();
                if (!process.waitFor(COMMAND_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError(
                            program + " " + String.join(" ", arguments) + " does not end");
                }
                return new Answer(process.exitValue(), Files.readString(output));
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    program + " cannot be run: kubectl and helm must be on the PATH", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while " + program + " ran", e);
        }
    }

    /** Whether a namespace is there, even if it is on its way out. */
    boolean has(String namespace) {
        return client.namespaces().withName(namespace).get() != null;
    }

    /** A namespace that enforces Pod Security restricted, made unless it is there. */
    void namespace(String name) {
        apply(
                """
                apiVersion: v1
                kind: Namespace
                metadata:
                  name: %s
                  labels: {pod-security.kubernetes.io/enforce: restricted}
                """
                        .formatted(name));
    }

    /** Applies a manifest as a user does. */
    String apply(String manifest) {
        return withFile(manifest, file -> kubectl("apply", "-f", file.toString()));
    }

    /** Does something with a file of this content. */
    <T> T withFile(String content, java.util.function.Function<Path, T> use) {
        try {
            Path file = Files.createTempFile("trilith-e2e-", ".yaml");
            try {
                Files.writeString(file, content, StandardCharsets.UTF_8);
                return use.apply(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary file", e);
        }
    }

    private String must(String program, String... arguments) {
        Answer answer = run(program, arguments);
        if (answer.exit() != 0) {
            throw new AssertionError(
                    program
                            + " "
                            + String.join(" ", arguments)
                            + " ended with "
                            + answer.exit()
                            + ":\n"
                            + answer.text());
        }
        return answer.text();
    }

    private ProcessBuilder builder(String program, List<String> arguments, Path output) {
        List<String> command = new java.util.ArrayList<>(List.of(program));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(root().toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        if (kubeconfig != null) {
            builder.environment().put("KUBECONFIG", kubeconfig.toString());
        }
        return builder;
    }
}
