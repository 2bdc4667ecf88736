package dev.trilith.mockcluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trilith.mockcluster.ObjectStore.Place;
import dev.trilith.mockcluster.Ownership.Owner;
import dev.trilith.mockcluster.Refusal.Cause;
import dev.trilith.mockcluster.ResourceType.Trait;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What happens to an object between the request and the store. For one thread at a time. */
final class ObjectWrites {
    private static final String[] KEPT = {
        "name",
        "namespace",
        "uid",
        "creationTimestamp",
        "generateName",
        "deletionTimestamp",
        "deletionGracePeriodSeconds",
        "generation",
        "selfLink"
    };
    private static final String[] EMPTY = {
        "labels",
        "annotations",
        "finalizers",
        "ownerReferences",
        "resourceVersion",
        "uid",
        "creationTimestamp",
        "deletionTimestamp",
        "managedFields",
        "generateName",
        "selfLink"
    };

    private final ObjectStore store;
    private final BuiltIns builtIns = new BuiltIns();

    private final InstantSource clock;
    private final Supplier<UUID> identities;

    /**
     * @param store where objects are kept
     * @param clock the server's
     * @param identities new ones
     */
    ObjectWrites(ObjectStore store, InstantSource clock, Supplier<UUID> identities) {
        this.store = store;
        this.clock = clock;
        this.identities = identities;
    }

    String now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** An object as it is read: with the defaults of its definition as it is now. */
    static ObjectNode view(ResourceType type, ObjectNode stored) {
        ObjectNode view = stored.deepCopy();
        if (type.is(Trait.CUSTOM)) {
            ObjectSchema.fillIn(view, type.schema());
        }
        return view;
    }

    /**
     * Creates an object.
     *
     * @param wanted what was sent, its namespace set
     * @param ownership who owns its fields, or null if {@code owner} sent all of it
     * @return the object as it is stored
     */
    ObjectNode create(
            ResourceType type,
            ObjectNode wanted,
            Owner owner,
            @Nullable Ownership ownership,
            boolean dryRun) {
        ObjectNode object = wanted.deepCopy();
        ObjectNode metadata = object.withObject("/metadata");
        String version = metadata.path("resourceVersion").asText();
        boolean versioned = !version.isEmpty() && !version.equals("0");
        for (String field : List.of("deletionTimestamp", "deletionGracePeriodSeconds", "uid")) {
            metadata.remove(field);
        }
        metadata.remove(List.of("resourceVersion", "selfLink", "managedFields"));
        Documents.dropEmpty(metadata, EMPTY);
        if (type.is(Trait.STATUS) && !type.kind().equals("CustomResourceDefinition")) {
            object.remove("status");
        }
        name(metadata);
        dropRepeated(metadata);
        String name = metadata.path("name").asText();
        ObjectSchema.fillIn(object, type.schema());
        if (!type.is(Trait.CUSTOM)) {
            builtIns.complete(type, object, null);
        }
        check(type, object, false);
        metadata.put("uid", identities.get().toString()).put("creationTimestamp", now());
        if (type.is(Trait.GENERATION)) {
            metadata.put("generation", 1);
        }
        if (versioned) {
            throw Refusal.unforeseen("resourceVersion should not be set on objects to be created");
        }
        ObjectNode existing = store.get(Place.of(type, object));
        if (existing != null) {
            throw Refusal.alreadyExists(type, name, terminating(existing));
        }
        Ownership owned = ownership;
        if (owned == null) {
            owned = Ownership.of(Documents.object(), type);
            owned.update(owner, Documents.object(), object, now());
        }
        owned.writeTo(object);
        if (type.is(Trait.CUSTOM)) {
            // A real server stores no status that nobody wrote, and fills it in when it reads.
            object.remove("status");
        }
        if (!dryRun) {
            store.put(type, object);
        }
        return object;
    }

    private static void dropRepeated(ObjectNode metadata) {
        if (metadata.get("ownerReferences") instanceof ArrayNode owners) {
            Set<JsonNode> once = new LinkedHashSet<>();
            owners.forEach(once::add);
            owners.removeAll().addAll(once);
        }
    }

    private void name(ObjectNode metadata) {
        if (metadata.path("name").asText().isEmpty() && metadata.has("generateName")) {
            String random = identities.get().toString().substring(0, 5);
            metadata.put("name", metadata.path("generateName").asText() + random);
        }
    }

    /**
     * Replaces an object by {@code wanted}.
     *
     * @param live the object as it is stored
     * @param owner who writes; its subresource says which part
     * @param ownership who owns its fields then, or null if {@code owner} sent all of it
     * @return the object as it is stored, which is {@code live} if nothing changed
     */
    ObjectNode update(
            ResourceType type,
            ObjectNode live,
            ObjectNode wanted,
            Owner owner,
            @Nullable Ownership ownership,
            boolean dryRun) {
        ObjectNode before = view(type, live);
        ObjectNode object = wanted.deepCopy();
        boolean statusOnly = owner.subresource().equals("status");
        if (statusOnly) {
            object = withStatus(type, before, object);
        } else if (type.is(Trait.STATUS)) {
            replace(object, "status", before.get("status"));
        }
        ObjectNode metadata = object.withObject("/metadata");
        for (String field : KEPT) {
            replace(metadata, field, before.at("/metadata").get(field));
        }
        metadata.set("resourceVersion", before.at("/metadata/resourceVersion"));
        metadata.remove("managedFields");
        Documents.dropEmpty(metadata, EMPTY);
        dropRepeated(metadata);
        ObjectSchema.fillIn(object, type.schema());
        if (!type.is(Trait.CUSTOM)) {
            builtIns.complete(type, object, before);
        }
        if (type.is(Trait.GENERATION) && !content(type, object).equals(content(type, before))) {
            metadata.put("generation", before.at("/metadata/generation").asInt() + 1);
        }
        check(type, object, statusOnly);
        checkFinalizers(type, before, object);
        Ownership owned = ownership;
        if (owned == null) {
            owned = Ownership.of(live, type);
            owned.update(owner, before, object, now());
        }
        owned.writeTo(object);
        if (object.equals(live)) {
            return live;
        }
        if (!dryRun) {
            if (terminating(object) && !object.at("/metadata").has("finalizers")) {
                store.remove(type, Place.of(type, object));
            } else {
                store.put(type, object);
            }
        }
        return object;
    }

    private static ObjectNode withStatus(ResourceType type, ObjectNode before, ObjectNode sent) {
        if (type.is(Trait.CUSTOM)) {
            ObjectNode object = before.deepCopy();
            replace(object, "status", sent.get("status"));
            return object;
        }
        for (Map.Entry<String, JsonNode> field : before.properties()) {
            if (!field.getKey().equals("status") && !field.getKey().equals("metadata")) {
                sent.set(field.getKey(), field.getValue());
            }
        }
        return sent;
    }

    /** What of an object has generations. */
    private static ObjectNode content(ResourceType type, ObjectNode object) {
        ObjectNode content = object.deepCopy();
        content.remove("metadata");
        if (type.kind().equals("EndpointSlice")) {
            content.set("labels", object.at("/metadata/labels"));
        }
        if (type.is(Trait.STATUS)) {
            content.remove("status");
        }
        return content;
    }

    private static void check(ResourceType type, ObjectNode object, boolean statusOnly) {
        List<Cause> causes = new ArrayList<>(MetadataCheck.of(type, object));
        if (type.is(Trait.CUSTOM)) {
            String kind = object.path("kind").asText();
            if (!kind.equals(type.kind())) {
                throw Refusal.invalid(
                        type.group(),
                        kind,
                        object.at("/metadata/name").asText(),
                        List.of(
                                Cause.invalid(
                                        "kind", Refusal.quote(kind), "must be " + type.kind())));
            }
            causes.addAll(
                    statusOnly
                            ? SchemaCheck.ofStatus(object, type.schema())
                            : SchemaCheck.of(object, type.schema()));
            SchemaCheck.addUnchecked(causes);
        }
        if (!causes.isEmpty()) {
            throw Refusal.invalid(type, object.at("/metadata/name").asText(), causes);
        }
    }

    private static void checkFinalizers(ResourceType type, ObjectNode before, ObjectNode after) {
        List<String> more = new ArrayList<>();
        after.at("/metadata/finalizers").forEach(finalizer -> more.add(finalizer.asText()));
        before.at("/metadata/finalizers").forEach(finalizer -> more.remove(finalizer.asText()));
        if (terminating(before) && !more.isEmpty()) {
            Cause cause =
                    Cause.forbidden(
                            "metadata.finalizers",
                            "no new finalizers can be added if the object is being deleted, found"
                                    + " new finalizers []string{\""
                                    + String.join("\", \"", more)
                                    + "\"}");
            throw Refusal.invalid(type, after.at("/metadata/name").asText(), List.of(cause));
        }
    }

    static boolean terminating(JsonNode object) {
        return object.at("/metadata").has("deletionTimestamp");
    }

    /**
     * Deletes an object, or marks it as deleted if something holds it.
     *
     * @return the object if it is still there, or null
     */
    @Nullable ObjectNode delete(ResourceType type, ObjectNode live, boolean dryRun) {
        boolean held = type.kind().equals("Namespace") || live.at("/metadata").has("finalizers");
        if (!held) {
            if (!dryRun) {
                store.remove(type, Place.of(type, live));
            }
            return null;
        }
        if (terminating(live)) {
            return live;
        }
        ObjectNode marked = live.deepCopy();
        ObjectNode metadata = marked.withObject("/metadata");
        metadata.put("deletionTimestamp", now());
        if (type.kind().equals("Namespace")) {
            marked.withObject("/status").put("phase", "Terminating");
        } else {
            metadata.put("deletionGracePeriodSeconds", 0);
        }
        if (type.is(Trait.GENERATION)) {
            metadata.put("generation", metadata.path("generation").asInt() + 1);
        }
        if (!dryRun) {
            store.put(type, marked);
        }
        return marked;
    }

    private static void replace(ObjectNode object, String field, @Nullable JsonNode value) {
        if (value == null) {
            object.remove(field);
        } else {
            object.set(field, value);
        }
    }

    /** An object without anything but its place, as an apply creates it. */
    static ObjectNode blank(ResourceType type, String namespace, String name) {
        ObjectNode blank = JsonNodeFactory.instance.objectNode();
        blank.put("apiVersion", type.apiVersion()).put("kind", type.kind());
        ObjectNode metadata = blank.putObject("metadata").put("name", name);
        if (!namespace.isEmpty()) {
            metadata.put("namespace", namespace);
        }
        return blank;
    }
}
