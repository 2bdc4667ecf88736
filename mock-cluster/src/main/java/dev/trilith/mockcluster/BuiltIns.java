package dev.trilith.mockcluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What the server fills in of built-in kinds that no schema can say. */
final class BuiltIns {
    private static final int FIRST_NODE_PORT = 30_000;
    private static final int ADDRESSES_PER_BLOCK = 250;

    private final AtomicInteger addresses = new AtomicInteger();

    /** Completes an object that is to be stored. */
    void complete(ResourceType type, ObjectNode object, @Nullable ObjectNode before) {
        switch (type.kind()) {
            case "Namespace" -> namespace(object);
            case "Secret" -> secret(object);
            case "Service" -> service(object, before);
            case "CustomResourceDefinition" -> definition(object);
            default -> {
                // Its schema says all.
            }
        }
    }

    private static void namespace(ObjectNode namespace) {
        String name = namespace.at("/metadata/name").asText();
        namespace.withObject("/metadata/labels").put("kubernetes.io/metadata.name", name);
        if (!namespace.withObject("/spec").has("finalizers")) {
            namespace.withObject("/spec").putArray("finalizers").add("kubernetes");
        }
        if (!namespace.withObject("/status").has("phase")) {
            namespace.withObject("/status").put("phase", "Active");
        }
    }

    private static void secret(ObjectNode secret) {
        if (secret.remove("stringData") instanceof ObjectNode texts) {
            for (Map.Entry<String, JsonNode> text : texts.properties()) {
                byte[] bytes = text.getValue().asText().getBytes(StandardCharsets.UTF_8);
                secret.withObject("/data")
                        .put(text.getKey(), Base64.getEncoder().encodeToString(bytes));
            }
        }
    }

    private void service(ObjectNode service, @Nullable ObjectNode before) {
        ObjectNode spec = service.withObject("/spec");
        for (JsonNode port : spec.path("ports")) {
            if (port instanceof ObjectNode object && !port.has("targetPort")) {
                object.set("targetPort", port.get("port"));
            }
        }
        if (spec.path("type").asText().equals("ExternalName")) {
            return;
        }
        if (spec.path("clusterIP").asText().isEmpty()) {
            JsonNode old = before == null ? null : before.at("/spec/clusterIP");
            spec.put("clusterIP", old == null || old.asText().isEmpty() ? address() : old.asText());
        }
        if (!spec.has("clusterIPs")) {
            spec.putArray("clusterIPs").add(spec.get("clusterIP"));
        }
        if (!spec.has("ipFamilies")) {
            spec.putArray("ipFamilies").add("IPv4");
            spec.put("ipFamilyPolicy", "SingleStack");
        }
        if (!spec.path("type").asText().equals("ClusterIP")) {
            exposed(spec);
        }
    }

    private String address() {
        int number = addresses.incrementAndGet();
        return "10.96." + number / ADDRESSES_PER_BLOCK + "." + (1 + number % ADDRESSES_PER_BLOCK);
    }

    private void exposed(ObjectNode spec) {
        if (!spec.has("externalTrafficPolicy")) {
            spec.put("externalTrafficPolicy", "Cluster");
        }
        if (spec.path("type").asText().equals("LoadBalancer")
                && !spec.has("allocateLoadBalancerNodePorts")) {
            spec.put("allocateLoadBalancerNodePorts", true);
        }
        for (JsonNode port : spec.path("ports")) {
            if (port instanceof ObjectNode object && !port.has("nodePort")) {
                object.put("nodePort", FIRST_NODE_PORT + addresses.incrementAndGet());
            }
        }
    }

    private static void definition(ObjectNode definition) {
        ObjectNode status = definition.withObject("/status");
        status.set("acceptedNames", definition.at("/spec/names"));
        status.putArray("conditions")
                .addObject()
                .put("type", "Established")
                .put("status", "True")
                .put("reason", "InitialNamesAccepted")
                .put("message", "the initial names have been accepted");
        status.putArray("storedVersions").add(definition.at("/spec/versions/0/name"));
    }
}
