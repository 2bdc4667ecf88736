package dev.trilith.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where make images-load puts the images, with stand-ins for kubectl, kind and minikube. */
class LoadImagesIT {
    private static final Path ROOT = Path.of(System.getProperty("trilith.root", ".."));

    @TempDir private Path folder = Path.of("");
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void layOut() throws IOException {
        Files.createDirectories(folder.resolve("dev"));
        Files.createDirectories(folder.resolve("bin"));
        Files.createDirectories(folder.resolve("target/images"));
        Files.copy(ROOT.resolve("dev/load-images"), folder.resolve("dev/load-images"));
        for (String image : List.of("operator", "array", "trilith")) {
            Files.createFile(folder.resolve("target/images/" + image + ".tar"));
        }
        command("kubectl", "exit 1");
    }

    @Test
    void theCommandOfTheCallerComesFirst() throws Exception {
        command("kind", "echo kind-is-not-asked");
        command("take", "echo took $1 and $(($# - 1)) archives, $(basename \"$2\") first");
        environment.put("IMAGE_LOAD", folder.resolve("bin/take") + " all");
        assertThat(run()).isEqualTo(new Outcome(0, "took all and 3 archives, operator.tar first"));
    }

    @Test
    void theOneKindClusterIsTaken() throws Exception {
        command(
                "kind",
                "case $1 in get) echo blue ;; *) echo \"$1 $(basename \"$3\") $5\" ;; esac");
        assertThat(run())
                .isEqualTo(
                        new Outcome(
                                0,
                                "load operator.tar blue\nload array.tar blue\nload trilith.tar blue\n"
                                        + "The images are in the kind cluster blue."));
    }

    @Test
    void kubectlChoosesAmongSeveral() throws Exception {
        command("kind", "case $1 in get) echo blue; echo red ;; *) : ;; esac");
        assertThat(run().code()).isEqualTo(1);
        assertThat(run().output()).contains("Several kind clusters run (blue red)");
        command("kubectl", "echo kind-red");
        assertThat(run()).isEqualTo(new Outcome(0, "The images are in the kind cluster red."));
    }

    @Test
    void minikubeIsFound() throws Exception {
        command("minikube", "[ \"$2\" = minikube ] || exit 85");
        assertThat(run())
                .isEqualTo(new Outcome(0, "The images are in the minikube cluster minikube."));
        command("minikube", "[ \"$2\" = lab ] || exit 85");
        command("kubectl", "echo lab");
        assertThat(run()).isEqualTo(new Outcome(0, "The images are in the minikube cluster lab."));
    }

    @Test
    void withoutAClusterItSaysWhatToDo() throws Exception {
        command("minikube", "exit 85");
        Outcome outcome = run();
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.output()).contains("No kind or minikube").contains("IMAGE_LOAD");
    }

    @Test
    void aFailureOfTheToolIsAFailure() throws Exception {
        command("kind", "case $1 in get) echo blue ;; *) echo no room; exit 3 ;; esac");
        assertThat(run()).isEqualTo(new Outcome(3, "no room"));
    }

    @Test
    void imagesThatWereNotBuiltAreNamed() throws Exception {
        try (Stream<Path> archives = Files.list(folder.resolve("target/images"))) {
            for (Path archive : archives.toList()) {
                Files.delete(archive);
            }
        }
        Outcome outcome = run();
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.output()).contains("operator.tar is missing: run make images first");
    }

    private void command(String name, String body) throws IOException {
        Path file = folder.resolve("bin").resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Outcome run() throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder("/bin/sh", folder.resolve("dev/load-images").toString());
        builder.environment().clear();
        builder.environment().put("PATH", folder.resolve("bin") + ":/usr/bin:/bin");
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return new Outcome(process.waitFor(), output);
    }

    /** How it ended and what it said. */
    private record Outcome(int code, String output) {}
}
