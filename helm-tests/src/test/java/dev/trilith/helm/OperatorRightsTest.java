package dev.trilith.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The chart grants what the operator was built to ask for and nothing more. The manifests that its
 * build writes grant every verb on its own kinds, so there the chart's list may only be shorter;
 * for everything else both lists must be the same.
 */
class OperatorRightsTest {
    private static final String OURS = "trilith.dev/";
    private static final String DEFINITIONS = "apiextensions.k8s.io/customresourcedefinitions";

    /** Verbs by group and resource. */
    private static Map<String, Set<String>> rights(List<JsonNode> roles) {
        Map<String, Set<String>> rights = new TreeMap<>();
        for (JsonNode role : roles) {
            for (JsonNode rule : role.path("rules")) {
                for (JsonNode group : rule.path("apiGroups")) {
                    for (JsonNode resource : rule.path("resources")) {
                        Set<String> verbs =
                                rights.computeIfAbsent(
                                        group.asText() + "/" + resource.asText(),
                                        name -> new TreeSet<>());
                        rule.path("verbs").forEach(verb -> verbs.add(verb.asText()));
                    }
                }
            }
        }
        return rights;
    }

    private static Map<String, Set<String>> askedFor() {
        List<JsonNode> roles = new ArrayList<>();
        for (JsonNode object :
                Repository.documents(
                        Repository.path("operator/target/kubernetes/kubernetes.yml"))) {
            if (object.path("kind").asText().equals("ClusterRole")) {
                roles.add(object);
            }
        }
        assertThat(roles).as("build the operator first: its build writes its rights").isNotEmpty();
        return rights(roles);
    }

    @Test
    void clusterScopeGrantsWhatTheOperatorAsksFor() {
        Map<String, Set<String>> granted = rights(Chart.OPERATOR.objectsOf("ClusterRole"));
        Map<String, Set<String>> asked = askedFor();
        assertThat(granted)
                .allSatisfy((resource, verbs) -> {
                    if (resource.startsWith(OURS) && !asked.containsKey(resource)) {
                        assertThat(resource).startsWith(OURS + "sitegrants");
                    } else {
                        assertThat(asked.get(resource)).as(resource).containsAll(verbs);
                    }
                });
        asked.forEach((resource, verbs) -> {
            if (!resource.startsWith(OURS) && !resource.equals(DEFINITIONS)) {
                assertThat(granted.get(resource))
                        .as("helm/trilith/templates/_rights.tpl: %s", resource)
                        .isEqualTo(verbs);
            }
        });
    }

    @Test
    void noScopeGrantsDeletionOrAnythingUnnamed() {
        Chart chart = Chart.OPERATOR.in("production");
        for (String values : List.of("", Chart.OPERATOR.valuesFile("values-site.yaml"))) {
            List<JsonNode> roles = new ArrayList<>(chart.objectsOf("ClusterRole", values));
            roles.addAll(chart.objectsOf("Role", values));
            assertThat(rights(roles))
                    .allSatisfy((resource, verbs) -> {
                        assertThat(resource).doesNotContain("*");
                        assertThat(verbs).doesNotContain("*", "delete", "deletecollection");
                    });
        }
    }

    @Test
    void siteScopeGrantsTheSameInItsOwnNamespaceOnly() {
        Chart chart = Chart.OPERATOR.in("remote");
        String values = chart.valuesFile("values-site.yaml");
        List<JsonNode> roles = chart.objectsOf("Role", values);
        assertThat(roles)
                .singleElement()
                .satisfies(role ->
                        assertThat(role.at("/metadata/namespace").asText()).isEqualTo("remote"));
        Map<String, Set<String>> granted = rights(roles);
        rights(Chart.OPERATOR.objectsOf("ClusterRole"))
                .forEach((resource, verbs) -> {
                    if (resource.equals("/namespaces") || resource.equals(DEFINITIONS)) {
                        assertThat(granted).doesNotContainKey(resource);
                    } else {
                        assertThat(granted.get(resource)).as(resource).isEqualTo(verbs);
                    }
                });
    }

    @Test
    void siteScopeSeesOfTheClusterWhatItsChainNames() {
        Chart chart = Chart.OPERATOR.in("remote");
        List<JsonNode> roles = chart.objectsOf("ClusterRole", chart.valuesFile("values-site.yaml"));
        assertThat(roles).hasSize(1);
        assertThat(rights(roles))
                .isEqualTo(Map.of("/namespaces", Set.of("get"), DEFINITIONS, Set.of("get")));
        for (JsonNode rule : roles.get(0).path("rules")) {
            assertThat(rule.path("resourceNames")).isNotEmpty();
            if (rule.at("/resources/0").asText().equals("namespaces")) {
                assertThat(rule.path("resourceNames"))
                        .extracting(JsonNode::asText)
                        .containsExactly("production", "local", "remote");
            }
        }
    }

    @Test
    void theAccountIsTheOneOfThePod() {
        for (String values : List.of("", "serviceAccount: {create: false, name: mine}")) {
            List<JsonNode> objects = Chart.OPERATOR.objects(values);
            String account =
                    objects.stream()
                            .filter(o -> o.path("kind").asText().equals("Deployment"))
                            .map(o -> o.at("/spec/template/spec/serviceAccountName").asText())
                            .findFirst()
                            .orElseThrow();
            assertThat(objects)
                    .filteredOn(o -> o.path("kind").asText().endsWith("Binding"))
                    .isNotEmpty()
                    .allSatisfy(binding ->
                            assertThat(binding.at("/subjects/0/name").asText()).isEqualTo(account));
        }
    }
}
