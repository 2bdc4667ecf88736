package dev.trilith.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The chart installs the definitions of {@code crds/}, unchanged. */
class DefinitionsDriftTest {
    /** 65535.0 and 65535 are the same; Helm writes the shorter one. */
    private static final Comparator<JsonNode> NUMBERS =
            (a, b) ->
                    a.isNumber() && b.isNumber()
                            ? Double.compare(a.doubleValue(), b.doubleValue())
                            : a.equals(b) ? 0 : 1;

    @Test
    void theChartsCopyEqualsTheOriginal() {
        List<Path> originals = Repository.yamlFiles("crds");
        assertThat(Repository.yamlFiles("helm/trilith/files/crds"))
                .as("run make crds and commit helm/")
                .extracting(Path::getFileName)
                .isEqualTo(originals.stream().map(Path::getFileName).toList());
        for (Path original : originals) {
            assertThat(Repository.path("helm/trilith/files/crds").resolve(original.getFileName()))
                    .as("run make crds and commit helm/")
                    .hasSameTextualContentAs(original);
        }
    }

    @Test
    void whatIsInstalledIsWhatIsInTheFiles() {
        List<JsonNode> installed = Chart.OPERATOR.objectsOf("CustomResourceDefinition");
        List<Path> originals = Repository.yamlFiles("crds");
        assertThat(installed).hasSameSizeAs(originals);
        for (Path original : originals) {
            JsonNode definition = Repository.documents(original).get(0);
            assertThat(installed)
                    .filteredOn(
                            crd -> crd.at("/metadata/name").equals(definition.at("/metadata/name")))
                    .singleElement()
                    .satisfies(crd ->
                            assertThat(definition.path("spec").equals(NUMBERS, crd.path("spec")))
                                    .as(Chart.identity(crd))
                                    .isTrue());
        }
    }

    @Test
    void theyStayWhenTheReleaseGoesUnlessTheValuesSayOtherwise() {
        assertThat(Chart.OPERATOR.objectsOf("CustomResourceDefinition"))
                .allMatch(crd -> policy(crd).equals("keep"));
        assertThat(Chart.OPERATOR.objectsOf("CustomResourceDefinition", "crds: {keep: false}"))
                .isNotEmpty()
                .allMatch(crd -> policy(crd).isEmpty());
        assertThat(Chart.OPERATOR.objectsOf("CustomResourceDefinition", "crds: {install: false}"))
                .isEmpty();
    }

    private static String policy(JsonNode crd) {
        return crd.at("/metadata/annotations").path("helm.sh/resource-policy").asText();
    }
}
