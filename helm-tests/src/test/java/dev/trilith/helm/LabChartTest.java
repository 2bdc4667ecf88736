package dev.trilith.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trilith.helm.ValueSets.ValueSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The lab's chart makes the three sites of the examples, in any size, whole or one by one. */
class LabChartTest {
    /** What the chart has and the examples leave to defaults. */
    private static final List<String> ONLY_IN_THE_CHART = List.of("resources", "deletionPolicy");

    private static Map<String, JsonNode> specs(List<JsonNode> objects) {
        Map<String, JsonNode> specs = new TreeMap<>();
        for (JsonNode object : objects) {
            if (object.path("apiVersion").asText().startsWith("trilith.dev/")) {
                JsonNode spec = object.path("spec").deepCopy();
                strip(spec);
                specs.put(Chart.identity(object), spec);
            }
        }
        return specs;
    }

    private static void strip(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove(ONLY_IN_THE_CHART);
        }
        node.forEach(LabChartTest::strip);
    }

    private static List<JsonNode> examples() {
        List<JsonNode> objects = new ArrayList<>();
        for (Path file : Repository.yamlFiles("examples/three-sites")) {
            objects.addAll(Repository.documents(file));
        }
        return objects;
    }

    @Test
    void withoutValuesItIsTheExample() {
        Map<String, JsonNode> chart = specs(Chart.LAB.objects());
        Map<String, JsonNode> examples = specs(examples());
        if (examples.keySet().stream().noneMatch(name -> name.startsWith("SiteGrant"))) {
            chart.keySet().removeIf(name -> name.startsWith("SiteGrant"));
        }
        assertThat(chart.keySet()).isEqualTo(examples.keySet());
        assertThat(chart).isEqualTo(examples);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 20})
    void everyChainHasFiveVolumesAndFourPairs(int chains) {
        String values = "volumes: " + chains + "\nsize: 1Mi";
        List<JsonNode> volumes = Chart.LAB.objectsOf("VolumeDefinition", values);
        assertThat(volumes).hasSize(5 * chains + 5);
        assertThat(volumes)
                .extracting(v -> v.at("/spec/subsystemRef") + "/" + v.at("/spec/lu"))
                .doesNotHaveDuplicates();
        assertThat(volumes).extracting(v -> v.at("/spec/drive")).doesNotHaveDuplicates();
        List<JsonNode> pairs = Chart.LAB.objectsOf("CopyPair", values);
        assertThat(pairs).hasSize(4 * chains + 4);
        assertThat(pairs).extracting(p -> p.at("/spec/pairName")).doesNotHaveDuplicates();
        assertThat(pairs)
                .extracting(p ->
                        p.at("/spec/secondary/subsystemRef") + "/" + p.at("/spec/secondary/lu"))
                .doesNotHaveDuplicates();
        assertThat(pairs)
                .allSatisfy(pair ->
                        assertThat(letters(volumes, pair))
                                .isIn("ab", "bc", "cd", "de", "fg", "gh", "hi", "ij"));
    }

    /** The last letters of the two drives that a pair joins, of one chain. */
    private static String letters(List<JsonNode> volumes, JsonNode pair) {
        String from = drive(volumes, pair.at("/spec/primary"));
        String to = drive(volumes, pair.at("/spec/secondary"));
        assertThat(from.substring(4)).as("%s => %s", from, to).isEqualTo(to.substring(4));
        return from.substring(3, 4) + to.charAt(3);
    }

    private static String drive(List<JsonNode> volumes, JsonNode end) {
        return volumes.stream()
                .map(volume -> volume.path("spec"))
                .filter(volume ->
                        volume.path("subsystemRef").equals(end.path("subsystemRef"))
                                && volume.path("port").equals(end.path("port"))
                                && volume.path("lu").equals(end.path("lu")))
                .map(volume -> volume.path("drive").asText())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void threeReleasesTogetherAreTheWholeLab() {
        List<JsonNode> parts = new ArrayList<>();
        for (String site : List.of("production", "local", "remote")) {
            parts.addAll(Chart.LAB.objects("only: " + site));
        }
        assertThat(parts).extracting(Chart::identity).doesNotHaveDuplicates();
        assertThat(specs(parts)).isEqualTo(specs(Chart.LAB.objects("scope: site")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"production", "local", "remote"})
    void oneSiteTouchesNoOtherNamespace(String site) {
        ValueSet set = ValueSets.cluster(site);
        TreeSet<String> namespaces = new TreeSet<>();
        for (JsonNode object : set.chart().objects(set.texts())) {
            namespaces.add(object.at("/metadata/namespace").asText());
        }
        assertThat(namespaces).containsExactlyInAnyOrder("", site, "trilith-lab");
    }

    @ParameterizedTest
    @MethodSource("dev.trilith.helm.ValueSets#lab")
    void everySiteThatIsNamedConsents(ValueSet set) {
        List<JsonNode> objects = set.chart().objects(set.texts());
        Map<String, TreeSet<String>> grants = new TreeMap<>();
        TreeSet<String> installed = new TreeSet<>();
        for (JsonNode object : objects) {
            String namespace = object.at("/metadata/namespace").asText();
            if (object.path("kind").asText().equals("SiteGrant")) {
                object.at("/spec/peers")
                        .forEach(peer ->
                                grants.computeIfAbsent(namespace, n -> new TreeSet<>())
                                        .add(peer.path("namespace").asText()));
                installed.add(namespace);
            }
        }
        for (JsonNode object : objects) {
            String from = object.at("/metadata/namespace").asText();
            for (JsonNode named : object.path("spec").findValues("namespace")) {
                String to = named.asText();
                boolean grant = object.path("kind").asText().equals("SiteGrant");
                if (!grant && !to.equals(from) && installed.contains(to)) {
                    assertThat(grants.get(to)).as(Chart.identity(object)).contains(from);
                }
            }
        }
    }

    @Test
    void theTestReadsEverySiteFromOutsideOfItAndAsksOnlyForTheLast() {
        List<JsonNode> pods = Chart.LAB.objectsOf("Pod", "host: {enabled: true}");
        assertThat(pods)
                .extracting(pod -> pod.at("/metadata/namespace").asText())
                .containsOnly("trilith-lab");
        assertThat(pods)
                .extracting(pod -> pod.at("/spec/containers/0/args").toString())
                .satisfiesExactly(
                        production ->
                                assertThat(production)
                                        .contains(
                                                "211a=nbd://array-2a.production.svc:10809/LU0",
                                                "--if-present"),
                        local ->
                                assertThat(local)
                                        .contains(
                                                "211c=nbd://array-2b.local.svc:10809/LU1",
                                                "211c-2=",
                                                "--if-present"),
                        remote ->
                                assertThat(remote)
                                        .contains(
                                                "211e=nbd://array-2c.remote.svc:10809/LU0",
                                                "211e-2=nbd://array-2c.remote.svc:10809/LU4")
                                        .doesNotContain("--if-present", "--may-be-empty"));
        assertThat(Chart.LAB.objectsOf("Pod"))
                .as("without a host there may be no stamps")
                .allSatisfy(pod -> assertThat(pod.toString()).contains("--may-be-empty"));
    }

    @Test
    void tokensAreTheSameAtBothEnds() {
        Map<String, String> tokens = new TreeMap<>();
        for (JsonNode secret :
                Chart.LAB.objectsOf("Secret", Chart.LAB.valuesFile("values-site-scope.yaml"))) {
            tokens.put(
                    secret.at("/metadata/namespace").asText()
                            + "/"
                            + secret.at("/metadata/name").asText(),
                    secret.at("/data/token").asText());
        }
        assertThat(tokens).hasSize(13);
        assertThat(tokens.get("production/peer-2b-token"))
                .isNotEmpty()
                .isEqualTo(tokens.get("local/grant-production-token"));
        assertThat(tokens.get("remote/peer-2a-token"))
                .isNotEmpty()
                .isEqualTo(tokens.get("production/grant-remote-token"));
        assertThat(new TreeSet<>(tokens.values())).hasSize(8);
    }
}
