package dev.trilith.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples for Argo CD and Flux name what is there, with values that the charts take. */
class GitOpsFilesTest {
    private static final String ENFORCE = "pod-security.kubernetes.io/enforce";

    private static Stream<JsonNode> examples() {
        return Stream.of("gitops/argocd", "gitops/flux")
                .flatMap(folder -> Repository.yamlFiles(folder).stream())
                .map(Path::toAbsolutePath)
                .flatMap(file -> Repository.documents(file).stream());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void pathsAndValuesAreRight(JsonNode example) {
        switch (example.path("kind").asText()) {
            case "Application" ->
                    renders(
                            example.at("/spec/source/path").asText(),
                            example.at("/spec/source/helm/valuesObject"));
            case "HelmRelease" ->
                    renders(
                            example.at("/spec/chart/spec/chart").asText(),
                            example.at("/spec/values"));
            case "Kustomization" -> {
                List<String> there =
                        Kustomization.objects(Repository.path(example.at("/spec/path").asText()))
                                .stream()
                                .map(Chart::identity)
                                .toList();
                for (JsonNode check : example.at("/spec/healthChecks")) {
                    assertThat(there)
                            .contains(
                                    "%s %s/%s"
                                            .formatted(
                                                    check.path("kind").asText(),
                                                    check.path("namespace").asText(),
                                                    check.path("name").asText()));
                }
            }
            default ->
                    assertThat(example.path("kind").asText())
                            .isIn("ConfigMap", "GitRepository", "Namespace");
        }
    }

    /** Both tools can make the namespace that they install into, but then nothing is enforced. */
    @ParameterizedTest
    @MethodSource("examples")
    void everyNamespaceThatIsInstalledIntoEnforcesTheProfile(JsonNode example) {
        switch (example.path("kind").asText()) {
            case "Application" ->
                    assertThat(
                                    example.at("/spec/syncPolicy/managedNamespaceMetadata/labels")
                                            .path(ENFORCE)
                                            .asText())
                            .isEqualTo("restricted");
            case "HelmRelease" -> {
                assertThat(example.at("/spec/install").has("createNamespace")).isFalse();
                assertThat(examples())
                        .as("the namespace %s", example.at("/spec/targetNamespace"))
                        .anyMatch(other ->
                                other.path("kind").asText().equals("Namespace")
                                        && other.at("/metadata/name")
                                                .equals(example.at("/spec/targetNamespace"))
                                        && other.at("/metadata/labels")
                                                .path(ENFORCE)
                                                .asText()
                                                .equals("restricted"));
            }
            default -> assertThat(example.path("kind").asText()).isNotEmpty();
        }
    }

    private static void renders(String path, JsonNode values) {
        assertThat(path).isIn("helm/trilith", "helm/trilith-lab");
        Chart chart = path.endsWith("lab") ? Chart.LAB : Chart.OPERATOR;
        assertThat(chart.objects(values.isMissingNode() ? "" : Repository.yaml(values)))
                .isNotEmpty();
    }
}
