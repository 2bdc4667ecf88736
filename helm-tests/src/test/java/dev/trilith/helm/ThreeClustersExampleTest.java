package dev.trilith.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The example for three clusters, used as its README says. */
class ThreeClustersExampleTest {
    private static final Pattern EXAMPLE_ADDRESS =
            Pattern.compile("192\\.0\\.2\\.10|198\\.51\\.100\\.10|203\\.0\\.113\\.10");
    private static final Pattern TOKEN_FILE = Pattern.compile("token=(tokens/[a-z-]+)");
    private static final String MINE = "10.9.8.7";

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"production", "local", "remote"})
    void everyAddressIsReplacedAndEverySecretIsThere(String site)
            throws IOException, InterruptedException {
        for (String part : List.of("crds", "kustomize", "examples")) {
            copy(Repository.path(part), folder.resolve(part));
        }
        Path example = folder.resolve("examples/three-clusters/" + site);
        Path kustomization = example.resolve("kustomization.yaml");
        String text = Files.readString(kustomization);
        Files.writeString(kustomization, EXAMPLE_ADDRESS.matcher(text).replaceAll(MINE));
        Files.createDirectories(example.resolve("tokens"));
        Matcher token = TOKEN_FILE.matcher(text);
        while (token.find()) {
            Files.writeString(example.resolve(token.group(1)), "a-token-for-the-test");
        }
        String output = kustomize(example);
        assertThat(EXAMPLE_ADDRESS.matcher(output).find()).as(output).isFalse();
        Set<String> secrets = new HashSet<>();
        Set<String> named = new HashSet<>();
        for (JsonNode object : Repository.documents(output)) {
            if (object.path("kind").asText().equals("Secret")) {
                assertThat(object.path("type").asText()).isEqualTo("trilith.dev/token");
                assertThat(object.at("/metadata/namespace").asText()).isEqualTo(site);
                secrets.add(object.at("/metadata/name").asText());
            }
            object.findValues("credentialsRef")
                    .forEach(reference -> {
                        if (reference.path("name").isTextual()) {
                            named.add(reference.path("name").asText());
                        }
                    });
        }
        assertThat(secrets).isNotEmpty().isEqualTo(named);
        assertThat(output).contains("cidr: " + MINE + "/32");
    }

    private static String kustomize(Path example) throws IOException, InterruptedException {
        Process kubectl;
        try {
            kubectl =
                    new ProcessBuilder("kubectl", "kustomize", example.toString())
                            .redirectErrorStream(true)
                            .start();
        } catch (IOException absent) {
            Assumptions.abort("kubectl is not on the path: " + absent.getMessage());
            return "";
        }
        String output = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(kubectl.waitFor()).as(output).isZero();
        return output;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }
}
