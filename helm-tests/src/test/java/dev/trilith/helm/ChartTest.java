package dev.trilith.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import dev.trilith.helm.ValueSets.ValueSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Both charts are well formed, and what they render is what Kubernetes and the definitions know.
 */
class ChartTest {
    private static final Set<String> TEXTS =
            Set.of(
                    "name",
                    "namespace",
                    "className",
                    "image",
                    "host",
                    "priorityClassName",
                    "serviceAccountName",
                    "subsystemRef",
                    "endpoint",
                    "linkEndpoint",
                    "address",
                    "cidr",
                    "value",
                    "token",
                    "uid");
    private static final Set<String> MAPS_OF_TEXT =
            Set.of("labels", "matchLabels", "annotations", "nodeSelector", "values");

    @ParameterizedTest
    @ValueSource(strings = {"helm/trilith", "helm/trilith-lab"})
    void lintFindsNothing(String chart) {
        LintResult lint = new Helm(Repository.path(chart)).lint().strict().call();
        assertThat(lint.isFailed()).as(String.join("\n", lint.getMessages())).isFalse();
    }

    @ParameterizedTest
    @MethodSource("dev.trilith.helm.ValueSets#all")
    void everyObjectIsNamedOnceAndLabelled(ValueSet set) {
        List<JsonNode> objects = set.chart().objects(set.texts());
        assertThat(objects).isNotEmpty();
        assertThat(objects).extracting(Chart::identity).doesNotHaveDuplicates();
        assertThat(objects)
                .allSatisfy(object ->
                        assertThat(
                                        object.at("/metadata/labels")
                                                .path("app.kubernetes.io/part-of")
                                                .asText())
                                .as(Chart.identity(object))
                                .isEqualTo("trilith"));
    }

    @ParameterizedTest
    @MethodSource("dev.trilith.helm.ValueSets#all")
    void ourResourcesFitTheirDefinitions(ValueSet set) {
        for (JsonNode object : set.chart().objects(set.texts())) {
            if (object.path("apiVersion").asText().equals("trilith.dev/v1alpha1")) {
                assertThat(Definitions.faults(object)).as(Chart.identity(object)).isEmpty();
            }
        }
    }

    /** A name like 123 or true that is not quoted is of the wrong type for the API server. */
    @ParameterizedTest
    @MethodSource("dev.trilith.helm.ValueSets#all")
    void whatIsTextStaysText(ValueSet set) {
        List<String> wrong = new ArrayList<>();
        for (JsonNode object : set.chart().objects(set.texts())) {
            if (!object.path("kind").asText().equals("CustomResourceDefinition")) {
                collectNoText(object, Chart.identity(object), wrong);
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static void collectNoText(JsonNode node, String place, List<String> wrong) {
        node.properties()
                .forEach(field -> {
                    String here = place + " " + field.getKey();
                    JsonNode value = field.getValue();
                    if (TEXTS.contains(field.getKey()) && value.isValueNode()) {
                        expectText(value, here, wrong);
                    } else if (MAPS_OF_TEXT.contains(field.getKey())) {
                        value.forEach(text -> expectText(text, here, wrong));
                    }
                    collectNoText(value, here, wrong);
                });
        if (node.isArray()) {
            node.forEach(item -> collectNoText(item, place, wrong));
        }
    }

    private static void expectText(JsonNode value, String place, List<String> wrong) {
        if (!value.isTextual()) {
            wrong.add(place + ": " + value);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.trilith.helm.ValueSets#all")
    void whatIsNamedIsThere(ValueSet set) {
        List<JsonNode> objects = set.chart().objects(set.texts());
        TreeSet<String> secrets = new TreeSet<>();
        for (JsonNode secret : set.chart().objectsOf("Secret", set.texts())) {
            secrets.add(secretName(secret, secret.at("/metadata/name").asText()));
        }
        for (JsonNode object : objects) {
            if (!object.path("apiVersion").asText().startsWith("trilith.dev/")) {
                continue;
            }
            for (JsonNode reference : object.path("spec").findValues("credentialsRef")) {
                String name = reference.path("name").asText();
                assertThat(name.equals("mine") || secrets.remove(secretName(object, name)))
                        .as("%s names Secret %s once", Chart.identity(object), name)
                        .isTrue();
            }
        }
        assertThat(secrets).as("Secrets that nobody names").isEmpty();
    }

    private static String secretName(JsonNode object, String name) {
        return object.at("/metadata/namespace").asText() + "/" + name;
    }
}
