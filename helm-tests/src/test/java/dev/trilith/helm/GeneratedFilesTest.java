package dev.trilith.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The kustomizations say what the charts say. With {@code -Dtrilith.kustomize=write} the generated
 * files are written instead, which is what {@code make kustomize} does.
 */
class GeneratedFilesTest {
    @Test
    void generatedFilesAreUpToDate() throws IOException {
        for (Map.Entry<String, String> file : GeneratedFiles.all().entrySet()) {
            Path path = Repository.path(file.getKey());
            if (System.getProperty("trilith.kustomize", "").equals("write")) {
                Files.writeString(path, file.getValue());
            }
            assertThat(path)
                    .as("%s is out of date: run make kustomize", file.getKey())
                    .content()
                    .isEqualTo(file.getValue());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "crds",
                "examples/three-sites",
                "kustomize/base",
                "kustomize/overlays/one-cluster",
                "kustomize/overlays/site-production",
                "kustomize/overlays/site-local",
                "kustomize/overlays/site-remote"
            })
    void everyKustomizationIsWhole(String folder) throws IOException, InterruptedException {
        List<JsonNode> objects = Kustomization.objects(Repository.path(folder));
        assertThat(objects).extracting(Chart::identity).isNotEmpty().doesNotHaveDuplicates();
        for (JsonNode object : objects) {
            if (object.path("apiVersion").asText().startsWith("trilith.dev/")) {
                assertThat(Definitions.faults(object)).as(Chart.identity(object)).isEmpty();
            }
        }
        namespacesAreThereAndRestricted(objects);
        kubectlAgrees(folder, objects);
    }

    private static void namespacesAreThereAndRestricted(List<JsonNode> objects) {
        TreeSet<String> present = new TreeSet<>();
        for (JsonNode object : objects) {
            if (object.path("kind").asText().equals("Namespace")) {
                present.add(object.at("/metadata/name").asText());
                assertThat(
                                object.at("/metadata/labels")
                                        .path("pod-security.kubernetes.io/enforce")
                                        .asText())
                        .isEqualTo("restricted");
            }
        }
        for (JsonNode object : objects) {
            if (object.at("/metadata").has("namespace")) {
                assertThat(present).contains(object.at("/metadata/namespace").asText());
            }
        }
    }

    private static void kubectlAgrees(String folder, List<JsonNode> objects)
            throws IOException, InterruptedException {
        Process kubectl;
        try {
            kubectl =
                    new ProcessBuilder("kubectl", "kustomize", Repository.path(folder).toString())
                            .redirectErrorStream(true)
                            .start();
        } catch (IOException absent) {
            Assumptions.abort("kubectl is not on the path: " + absent.getMessage());
            return;
        }
        String output =
                new String(
                        kubectl.getInputStream().readAllBytes(),
                        java.nio.charset.StandardCharsets.UTF_8);
        assertThat(kubectl.waitFor()).as(output).isZero();
        assertThat(Repository.documents(output))
                .extracting(Chart::identity)
                .containsExactlyInAnyOrderElementsOf(
                        objects.stream().map(Chart::identity).toList());
    }
}
