package dev.trilith.operator.api.v1alpha1;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Says in a generated CRD what annotations cannot: that spec is required, which lists are maps or
 * sets, the form of names inside lists, and that a new resource has not been looked at.
 */
final class CrdFinish implements CRDPostProcessor {
    private static final long LONGEST_NAME = 63;
    private static final long LONGEST_TEXT = 253;
    private static final List<String> COLUMNS =
            List.of(
                    "Subsystem",
                    "Port",
                    "LU",
                    "Drive",
                    "Size",
                    "Management",
                    "Group",
                    "Leg",
                    "Cycle",
                    "Site",
                    "Lost",
                    "Peers",
                    "Groups",
                    "Role",
                    "Step",
                    "Phase",
                    "RecoveryPoint",
                    "Ready",
                    "Reason",
                    "Protected",
                    "Recoverable",
                    "Endpoint",
                    "Interval",
                    "Age");

    @Override
    public HasMetadata process(HasMetadata generated, String crdSpecVersion) {
        CustomResourceDefinition crd = (CustomResourceDefinition) generated;
        for (CustomResourceDefinitionVersion version : crd.getSpec().getVersions()) {
            version.getAdditionalPrinterColumns()
                    .sort(Comparator.comparingInt(column -> COLUMNS.indexOf(column.getName())));
            version.getAdditionalPrinterColumns().stream()
                    .filter(column -> column.getType() == null)
                    .forEach(quantity -> quantity.setType("string"));
            version.getAdditionalPrinterColumns().forEach(CrdFinish::leaveOutThePriority);
            finishRoot(version.getSchema().getOpenAPIV3Schema());
        }
        return crd;
    }

    /** The API server does not store a 0, so kubectl would take each apply for a change. */
    private static void leaveOutThePriority(CustomResourceColumnDefinition column) {
        if (Objects.equals(column.getPriority(), 0)) {
            column.setPriority(null);
        }
    }

    private static void finishRoot(JSONSchemaProps root) {
        root.setRequired(List.of("spec"));
        JSONSchemaProps specSchema = Objects.requireNonNull(root.getProperties().get("spec"));
        JSONSchemaProps statusSchema = Objects.requireNonNull(root.getProperties().get("status"));
        // A resource without status counts as ready to all tools that wait: nobody has looked yet.
        statusSchema.setDefault(
                JsonNodeFactory.instance.objectNode().put("observedGeneration", -1));
        finishSchema(root);
        Map<String, JSONSchemaProps> spec = specSchema.getProperties();
        Map<String, JSONSchemaProps> status = statusSchema.getProperties();
        keyedBy(status.get("conditions"), "type");
        keyedBy(status.get("legs"), "id");
        keyedBy(status.get("sites"), "site");
        keyedBy(status.get("namespaces"), "name");
        keyedBy(spec.get("chain"), "site");
        keyedBy(spec.get("peers"), "namespace");
        namesOf(spec.get("groups"), Patterns.GROUP);
        namesOf(spec.get("alsoLost"), Patterns.NAME);
        namesOf(spec.get("ports"), Patterns.PORT);
    }

    private static void keyedBy(@Nullable JSONSchemaProps list, String key) {
        if (list != null) {
            list.setXKubernetesListType("map");
            list.setXKubernetesListMapKeys(List.of(key));
        }
    }

    private static void namesOf(@Nullable JSONSchemaProps list, String pattern) {
        if (list != null) {
            JSONSchemaProps item = list.getItems().getSchema();
            item.setPattern(pattern);
            item.setMaxLength(LONGEST_NAME);
        }
    }

    private static void finishSchema(JSONSchemaProps schema) {
        if (schema.getProperties() != null) {
            schema.getProperties().values().forEach(CrdFinish::finishSchema);
        }
        if (schema.getItems() != null && schema.getItems().getSchema() != null) {
            finishSchema(schema.getItems().getSchema());
        }
        boundText(schema);
        eachRuleOnce(schema);
    }

    /** Without a longest length the API server takes every CEL rule for too costly. */
    private static void boundText(JSONSchemaProps schema) {
        boolean text = "string".equals(schema.getType()) && schema.getEnum().isEmpty();
        if (text && schema.getMaxLength() == null && schema.getPattern() != null) {
            schema.setMaxLength(LONGEST_TEXT);
        }
    }

    /**
     * A rule on a record's component stands on its field and on its accessor, so it comes twice.
     */
    private static void eachRuleOnce(JSONSchemaProps schema) {
        List<ValidationRule> rules = schema.getXKubernetesValidations();
        if (rules != null) {
            schema.setXKubernetesValidations(rules.stream().distinct().toList());
        }
    }
}
