package dev.trilith.mockcluster;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The schemas of built-in kinds, read from the classes of the Kubernetes client. */
final class ClassSchema {
    private static final ObjectMapper CLASSES = new ObjectMapper();

    private ClassSchema() {}

    /**
     * The fields of a kind.
     *
     * @param more what the classes do not say: defaults, and how lists are merged
     */
    static JsonNode of(String apiVersion, String kind, JsonNode more) {
        Class<? extends KubernetesResource> type =
                new KubernetesSerialization().getRegisteredKubernetesResource(apiVersion, kind);
        if (type == null) {
            throw new IllegalArgumentException(
                    "the Kubernetes client has no class for " + apiVersion + " " + kind);
        }
        ObjectNode schema = of(CLASSES.constructType(type), new HashSet<>());
        schema.withObject("/properties").remove("metadata");
        add(schema, more);
        return schema;
    }

    private static ObjectNode of(JavaType type, Set<Class<?>> above) {
        ObjectNode schema = Documents.object();
        Class<?> raw = type.getRawClass();
        if (raw == String.class) {
            schema.put("type", "string");
        } else if (raw == Boolean.class) {
            schema.put("type", "boolean");
        } else if (Number.class.isAssignableFrom(raw)) {
            schema.put("type", "integer");
        } else if (raw == IntOrString.class || raw == Quantity.class) {
            schema.put("x-kubernetes-int-or-string", true);
        } else if (type.isMapLikeType()) {
            schema.put("type", "object");
            schema.set("additionalProperties", of(type.getContentType(), above));
        } else if (type.isCollectionLikeType()) {
            schema.put("type", "array").set("items", of(type.getContentType(), above));
        } else if (raw.getName().startsWith("io.fabric8.")
                && raw != FieldsV1.class
                && above.add(raw)) {
            schema.put("type", "object");
            fields(type, schema.putObject("properties"), above);
            above.remove(raw);
        } else {
            schema.put("x-kubernetes-preserve-unknown-fields", true);
        }
        return schema;
    }

    private static void fields(JavaType type, ObjectNode properties, Set<Class<?>> above) {
        BeanDescription description = CLASSES.getSerializationConfig().introspect(type);
        for (BeanPropertyDefinition field : description.findProperties()) {
            boolean rest =
                    field.getAccessor() == null
                            || field.getAccessor().hasAnnotation(JsonAnyGetter.class)
                            || field.getName().equals("additionalProperties");
            if (!rest) {
                properties.set(field.getName(), of(field.getPrimaryType(), above));
            }
        }
    }

    private static void add(ObjectNode schema, JsonNode more) {
        for (Map.Entry<String, JsonNode> field : more.properties()) {
            if (field.getValue() instanceof ObjectNode inner
                    && schema.get(field.getKey()) instanceof ObjectNode own
                    && !field.getKey().equals("default")) {
                add(own, inner);
            } else {
                schema.set(field.getKey(), field.getValue().deepCopy());
            }
        }
    }
}
