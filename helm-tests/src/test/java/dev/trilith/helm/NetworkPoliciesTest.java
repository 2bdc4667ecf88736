package dev.trilith.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trilith.helm.ValueSets.ValueSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may reach an array, and whom it reaches. */
class NetworkPoliciesTest {
    private static final String NODE_PORTS = "arrays: {service: {type: NodePort, host: 192.0.2.1}}";

    @Test
    void labelsCountOnlyInTheNamespacesOfOperatorAndChain() {
        for (JsonNode policy : Chart.LAB.objectsOf("NetworkPolicy")) {
            assertThat(namespaces(policy.at("/spec/ingress"), "rest"))
                    .containsExactly("trilith-system");
            assertThat(namespaces(policy.at("/spec/ingress"), "link"))
                    .containsExactly("local", "production", "remote");
            assertThat(namespaces(policy.at("/spec/egress"), "10800"))
                    .containsExactly("local", "production", "remote");
        }
        for (JsonNode policy :
                Chart.LAB.objectsOf(
                        "NetworkPolicy", "networkPolicy: {operatorNamespaces: [a, b]}")) {
            assertThat(namespaces(policy.at("/spec/ingress"), "rest")).containsExactly("a", "b");
        }
    }

    @Test
    void withAnOperatorInEachSiteTheyRunInTheChain() {
        for (JsonNode policy :
                Chart.LAB.objectsOf(
                        "NetworkPolicy", Chart.LAB.valuesFile("values-site-scope.yaml"))) {
            assertThat(namespaces(policy.at("/spec/ingress"), "rest"))
                    .containsExactly("local", "production", "remote");
        }
    }

    /** A rule without ports is for all of them, and one that selects all namespaces for anybody. */
    @ParameterizedTest
    @MethodSource("dev.trilith.helm.ValueSets#lab")
    void everyRuleNamesItsPorts(ValueSet set) {
        for (JsonNode policy : set.chart().objectsOf("NetworkPolicy", set.texts())) {
            for (JsonNode rule : policy.at("/spec/ingress")) {
                assertThat(rule.path("ports")).as(Chart.identity(policy)).isNotEmpty();
                assertThat(rule.path("from")).as(Chart.identity(policy)).isNotEmpty();
            }
            for (JsonNode rule : policy.at("/spec/egress")) {
                assertThat(rule.path("ports")).as(Chart.identity(policy)).isNotEmpty();
            }
        }
    }

    @Test
    void otherClustersReachTheThreePortsAndNoOther() {
        for (JsonNode policy : Chart.LAB.objectsOf("NetworkPolicy", NODE_PORTS)) {
            assertThat(policy.at("/spec/ingress"))
                    .filteredOn(rule -> rule.at("/from/0").has("ipBlock"))
                    .singleElement()
                    .satisfies(rule ->
                            assertThat(rule.path("ports"))
                                    .extracting(port -> port.path("port").asText())
                                    .hasSize(3)
                                    .contains("rest", "link")
                                    .anyMatch(port -> port.startsWith("nbd-")));
        }
    }

    @Test
    void anArrayReachesTheOthersAtTheirNodePorts() {
        for (JsonNode policy : Chart.LAB.objectsOf("NetworkPolicy", NODE_PORTS)) {
            assertThat(nodePorts(policy)).containsExactly("30000-32767");
        }
        String one = "sites: {local: {overrides: {service: {nodePorts: {link: 31800}}}}}";
        assertThat(Chart.LAB.objectsOf("NetworkPolicy", NODE_PORTS + "\n" + one))
                .allSatisfy(policy ->
                        assertThat(nodePorts(policy))
                                .isEqualTo(
                                        policy.at("/metadata/namespace").asText().equals("local")
                                                ? Set.of("30000-32767")
                                                : Set.of("30000-32767", "31800")));
        assertThat(Chart.LAB.objectsOf("NetworkPolicy"))
                .allSatisfy(policy -> assertThat(nodePorts(policy)).isEmpty());
    }

    @Test
    void theOperatorReachesARangeOfNodePorts() {
        String values =
                "operator: {networkPolicy: {externalArrays:"
                        + " [{cidr: 192.0.2.1/32, port: 30000, endPort: 32767}]}}";
        assertThat(Chart.OPERATOR.objectsOf("NetworkPolicy", values))
                .singleElement()
                .satisfies(policy -> {
                    assertThat(nodePorts(policy)).containsExactly("30000-32767");
                    assertThat(policy.at("/spec/egress"))
                            .as("it also asks whether a silent array's machine is there")
                            .filteredOn(rule -> rule.at("/to/0").has("ipBlock"))
                            .singleElement()
                            .satisfies(rule ->
                                    assertThat(rule.path("ports"))
                                            .extracting(port -> port.path("port").asInt())
                                            .contains(7));
                });
    }

    /** The namespaces that the rules for a port select by name. */
    private static List<String> namespaces(JsonNode rules, String port) {
        TreeSet<String> names = new TreeSet<>();
        for (JsonNode rule : rules) {
            if (!rule.at("/ports/0/port").asText().equals(port)) {
                continue;
            }
            for (JsonNode peer : rule.has("from") ? rule.path("from") : rule.path("to")) {
                JsonNode expression = peer.at("/namespaceSelector/matchExpressions/0");
                assertThat(expression.path("key").asText())
                        .isEqualTo("kubernetes.io/metadata.name");
                assertThat(expression.path("operator").asText()).isEqualTo("In");
                expression.path("values").forEach(name -> names.add(name.asText()));
            }
        }
        return List.copyOf(names);
    }

    private static Set<String> nodePorts(JsonNode policy) {
        TreeSet<String> ports = new TreeSet<>();
        for (JsonNode rule : policy.at("/spec/egress")) {
            for (JsonNode port : rule.path("ports")) {
                if (port.path("port").asInt() >= 30000) {
                    ports.add(
                            port.path("port").asText()
                                    + (port.has("endPort")
                                            ? "-" + port.path("endPort").asText()
                                            : ""));
                }
            }
        }
        return ports;
    }
}
