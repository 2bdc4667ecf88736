package dev.trilith.mockcluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trilith.mockcluster.ResourceType.Trait;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;

/** What the API serves: what is built in, and what CustomResourceDefinitions add. */
final class ResourceTypes {
    static final String DEFINITIONS = "customresourcedefinitions";

    private final Map<String, ResourceType> byPath = new ConcurrentSkipListMap<>();

    ResourceTypes() {
        try (InputStream builtIn =
                Objects.requireNonNull(
                        ResourceTypes.class.getResourceAsStream("built-in.yaml"),
                        "built-in.yaml is not in the jar")) {
            for (JsonNode type : new KubernetesSerialization().unmarshal(builtIn, JsonNode.class)) {
                add(builtIn(type));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("built-in.yaml cannot be read", e);
        }
    }

    private static ResourceType builtIn(JsonNode type) {
        Set<Trait> traits = EnumSet.noneOf(Trait.class);
        type.path("traits").forEach(trait -> traits.add(Trait.valueOf(trait.asText())));
        String apiVersion = type.path("api").asText();
        int slash = apiVersion.indexOf('/');
        return new ResourceType(
                slash < 0 ? "" : apiVersion.substring(0, slash),
                apiVersion.substring(slash + 1),
                type.path("kind").asText(),
                type.path("plural").asText(),
                !type.path("cluster").asBoolean(),
                traits,
                ClassSchema.of(apiVersion, type.path("kind").asText(), type.path("schema")));
    }

    private void add(ResourceType type) {
        byPath.put(type.path(), type);
    }

    Optional<ResourceType> find(String group, String version, String plural) {
        String path = (group.isEmpty() ? "/api/" : "/apis/" + group + "/") + version + "/" + plural;
        return Optional.ofNullable(byPath.get(path));
    }

    /** Serves what a definition defines. */
    void define(JsonNode definition) {
        JsonNode spec = definition.path("spec");
        for (JsonNode version : spec.path("versions")) {
            Set<Trait> traits = EnumSet.of(Trait.CUSTOM, Trait.GENERATION, Trait.VERSIONED_UPDATE);
            if (version.path("subresources").has("status")) {
                traits.add(Trait.STATUS);
            }
            add(
                    new ResourceType(
                            spec.path("group").asText(),
                            version.path("name").asText(),
                            spec.at("/names/kind").asText(),
                            spec.at("/names/plural").asText(),
                            spec.path("scope").asText().equals("Namespaced"),
                            traits,
                            version.at("/schema/openAPIV3Schema")));
        }
    }

    /** Serves no more what a definition defined. */
    void forget(JsonNode definition) {
        JsonNode spec = definition.path("spec");
        byPath.values()
                .removeIf(type ->
                        type.is(Trait.CUSTOM)
                                && type.group().equals(spec.path("group").asText())
                                && type.plural().equals(spec.at("/names/plural").asText()));
    }

    List<ResourceType> all() {
        return List.copyOf(byPath.values());
    }

    /** The kinds of one group and version, as clients ask for them. */
    Optional<ObjectNode> resources(String apiVersion) {
        ObjectNode list = Documents.object();
        list.put("kind", "APIResourceList").put("apiVersion", "v1").put("groupVersion", apiVersion);
        ArrayNode resources = list.putArray("resources");
        for (ResourceType type : byPath.values()) {
            if (type.apiVersion().equals(apiVersion)) {
                describe(resources.addObject(), type, "");
                if (type.is(Trait.STATUS)) {
                    describe(resources.addObject(), type, "/status");
                }
            }
        }
        return resources.isEmpty() ? Optional.empty() : Optional.of(list);
    }

    private static void describe(ObjectNode resource, ResourceType type, String subresource) {
        resource.put("name", type.plural() + subresource)
                .put(
                        "singularName",
                        subresource.isEmpty() ? type.kind().toLowerCase(Locale.ROOT) : "")
                .put("namespaced", type.namespaced())
                .put("kind", type.kind());
        ArrayNode verbs = resource.putArray("verbs");
        List<String> all =
                subresource.isEmpty()
                        ? List.of(
                                "create",
                                "delete",
                                "deletecollection",
                                "get",
                                "list",
                                "patch",
                                "update",
                                "watch")
                        : List.of("get", "patch", "update");
        all.forEach(verbs::add);
    }

    /** The groups with their versions, as clients ask for them. */
    ObjectNode groups() {
        Map<String, Set<String>> versions = new TreeMap<>();
        byPath.values().stream()
                .filter(type -> !type.group().isEmpty())
                .forEach(type ->
                        versions.computeIfAbsent(type.group(), g -> new TreeSet<>())
                                .add(type.version()));
        ObjectNode list = Documents.object();
        list.put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode groups = list.putArray("groups");
        versions.forEach((name, all) -> {
            ObjectNode group = groups.addObject().put("name", name);
            ArrayNode each = group.putArray("versions");
            for (String version : all) {
                each.addObject().put("groupVersion", name + "/" + version).put("version", version);
            }
            group.set("preferredVersion", each.get(0));
        });
        return list;
    }
}
