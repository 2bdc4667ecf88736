package dev.trilith.mockcluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trilith.mockcluster.ApiRequest.Target;
import dev.trilith.mockcluster.ObjectStore.Change;
import dev.trilith.mockcluster.ObjectStore.Place;
import dev.trilith.mockcluster.Ownership.Owner;
import dev.trilith.mockcluster.ResourceType.Trait;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The Kubernetes API as far as it is needed here: what each request does, and what it is answered.
 * Safe for use by many threads, one of which is served at a time.
 */
final class ModelApi {
    private static final String CONVENTION =
            "the namespace of the provided object does not match the namespace sent on the request";

    private final ResourceTypes types = new ResourceTypes();
    private final ObjectStore store = new ObjectStore();
    private final ObjectWrites writes;
    private final ObjectLists lists = new ObjectLists(store);
    private final Bodies bodies = new Bodies();

    /** An answer: an HTTP status, and a body. */
    record Answer(int status, JsonNode body) {}

    /** A server of this process: with its time, and with identities that nobody can foretell. */
    ModelApi() {
        this(InstantSource.system(), UUID::randomUUID);
    }

    /**
     * @param clock the server's
     * @param identities of the objects that it stores
     */
    ModelApi(InstantSource clock, Supplier<UUID> identities) {
        writes = new ObjectWrites(store, clock, identities);
        for (String name : List.of("default", "kube-node-lease", "kube-public", "kube-system")) {
            ResourceType type = type("", "v1", "namespaces");
            ObjectNode namespace = ObjectWrites.blank(type, "", name);
            writes.create(type, namespace, new Owner("server", "Update", ""), null, false);
        }
        store.listen(this::definitionChanged);
    }

    private void definitionChanged(Change change) {
        if (change.type().plural().equals(ResourceTypes.DEFINITIONS)) {
            if (change.after() != null) {
                types.define(change.after());
            } else if (change.before() != null) {
                types.forget(change.before());
            }
        }
    }

    ResourceTypes types() {
        return types;
    }

    private ResourceType type(String group, String version, String plural) {
        return types.find(group, version, plural).orElseThrow(Refusal::noSuchPath);
    }

    /** The kind that a request is about; refused if its path leads nowhere. */
    ResourceType type(Target target) {
        ResourceType type = type(target.group(), target.version(), target.plural());
        boolean misplaced = !type.namespaced() && !target.namespace().isEmpty();
        boolean unplaced =
                type.namespaced() && target.namespace().isEmpty() && !target.name().isEmpty();
        if (misplaced || unplaced) {
            throw Refusal.noSuchPath();
        }
        return type;
    }

    synchronized void listen(Consumer<Change> listener) {
        store.listen(listener);
    }

    /** What {@code look} finds while nothing changes. */
    synchronized <T> T look(Function<ObjectStore, T> look) {
        return look.apply(store);
    }

    /**
     * Begins a watch.
     *
     * @param begin is told of what happened so far, before anything else happens
     */
    synchronized void watch(Consumer<ObjectStore> begin, Consumer<Change> listener) {
        begin.accept(store);
        store.listen(listener);
    }

    void leave(Consumer<Change> listener) {
        store.leave(listener);
    }

    synchronized Answer get(Target target, ResourceType type) {
        if (!target.subresource().isEmpty() && !hasPart(type, target.subresource())) {
            present(target, type);
            throw Refusal.noSuchPath();
        }
        return new Answer(200, ObjectWrites.view(type, present(target, type)));
    }

    static boolean hasPart(ResourceType type, String subresource) {
        return subresource.equals("status") && type.is(Trait.STATUS);
    }

    synchronized Answer list(ApiRequest request, Target target, ResourceType type) {
        return new Answer(200, lists.page(request, target, type));
    }

    private ObjectNode present(Target target, ResourceType type) {
        ObjectNode found = find(target, type);
        if (found == null) {
            throw Refusal.notFound(type, target.name());
        }
        return found;
    }

    private @Nullable ObjectNode find(Target target, ResourceType type) {
        return store.get(new Place(type.path(), target.namespace(), target.name()));
    }

    synchronized Answer create(ApiRequest request, Target target, ResourceType type) {
        Options.check(request, "CreateOptions");
        ObjectNode object = bodies.object(request, type);
        place(object, target, type);
        requireNamespace(object, target, type);
        Owner owner = new Owner(request.manager(), "Update", "");
        ObjectNode stored = writes.create(type, object, owner, null, request.dryRun());
        return new Answer(201, ObjectWrites.view(type, stored));
    }

    private static void place(ObjectNode object, Target target, ResourceType type) {
        ObjectNode metadata = object.withObject("/metadata");
        String said = metadata.path("namespace").asText();
        if (!type.namespaced()) {
            metadata.remove("namespace");
            return;
        }
        if (!said.isEmpty() && !said.equals(target.namespace())) {
            throw Refusal.badRequest(CONVENTION);
        }
        metadata.put("namespace", target.namespace());
    }

    private void requireNamespace(ObjectNode object, Target target, ResourceType type) {
        if (!type.namespaced()) {
            return;
        }
        ResourceType namespaces = type("", "v1", "namespaces");
        ObjectNode namespace = store.get(new Place(namespaces.path(), "", target.namespace()));
        if (namespace == null) {
            throw Refusal.notFound(namespaces, target.namespace());
        }
        if (ObjectWrites.terminating(namespace)) {
            String name = object.at("/metadata/name").asText();
            throw Refusal.terminating(type, name, target.namespace());
        }
    }

    synchronized Answer update(ApiRequest request, Target target, ResourceType type) {
        requirePart(target, type);
        Options.check(request, "UpdateOptions");
        ObjectNode wanted = bodies.object(request, type);
        Owner owner = new Owner(request.manager(), "Update", target.subresource());
        requireSamePlace(wanted, target, type);
        ObjectNode live = find(target, type);
        if (live == null && type.is(Trait.CREATED_BY_UPDATE) && target.subresource().isEmpty()) {
            requireNamespace(wanted, target, type);
            ObjectNode created = writes.create(type, wanted, owner, null, request.dryRun());
            return new Answer(201, ObjectWrites.view(type, created));
        }
        if (live == null) {
            throw Refusal.notFound(type, target.name());
        }
        Preconditions.requireVersion(live, wanted, type, type.is(Trait.VERSIONED_UPDATE));
        ObjectNode stored = writes.update(type, live, wanted, owner, null, request.dryRun());
        return new Answer(200, ObjectWrites.view(type, stored));
    }

    private static void requirePart(Target target, ResourceType type) {
        if (!target.subresource().isEmpty() && !hasPart(type, target.subresource())) {
            throw Refusal.noSuchPath();
        }
    }

    private static void requireSamePlace(ObjectNode object, Target target, ResourceType type) {
        String name = object.at("/metadata/name").asText();
        if (!name.equals(target.name())) {
            throw Refusal.badRequest(
                    "the name of the object ("
                            + name
                            + ") does not match the name on the URL ("
                            + target.name()
                            + ")");
        }
        place(object, target, type);
    }

    synchronized Answer patch(ApiRequest request, Target target, ResourceType type) {
        requirePart(target, type);
        requirePatchType(request, type);
        Options.check(request, "PatchOptions");
        if (request.contentType().equals(Patches.APPLY)) {
            return apply(request, target, type);
        }
        ObjectNode live = present(target, type);
        ObjectNode wanted =
                Patches.patched(
                        ObjectWrites.view(type, live), request.contentType(), request.body());
        bodies.checkPatched(request, wanted, type);
        Owner owner = new Owner(request.manager(), "Update", target.subresource());
        requireSamePlace(wanted, target, type);
        Preconditions.requireVersion(live, wanted, type, false);
        ObjectNode stored = writes.update(type, live, wanted, owner, null, request.dryRun());
        return new Answer(200, ObjectWrites.view(type, stored));
    }

    private static void requirePatchType(ApiRequest request, ResourceType type) {
        Set<String> accepted =
                type.is(Trait.CUSTOM)
                        ? Set.of(Patches.JSON, Patches.MERGE, Patches.APPLY)
                        : Set.of(Patches.JSON, Patches.MERGE, Patches.APPLY, Patches.STRATEGIC);
        if (!accepted.contains(request.contentType())) {
            throw type.is(Trait.CUSTOM)
                    ? Refusal.mediaType(Patches.JSON + ", " + Patches.MERGE + ", " + Patches.APPLY)
                    : Refusal.mediaType();
        }
    }

    private Answer apply(ApiRequest request, Target target, ResourceType type) {
        ObjectNode wanted = bodies.applied(request, type);
        ObjectNode live = find(target, type);
        boolean creates = live == null;
        if (live == null) {
            if (!target.subresource().isEmpty()) {
                throw Refusal.notFound(type, target.name());
            }
            live = ObjectWrites.blank(type, target.namespace(), target.name());
        }
        requireSamePlace(wanted, target, type);
        if (!creates) {
            // A real server does not compare identities where it takes no metadata.
            boolean byStatus = !target.subresource().isEmpty() && type.is(Trait.CUSTOM);
            Preconditions.requireUnchanged(live, wanted, type, !byStatus);
        }
        wanted.withObject("/metadata").remove(List.of("uid", "resourceVersion"));
        Owner owner = new Owner(request.manager(), "Apply", target.subresource());
        Ownership ownership = Ownership.of(live, type);
        boolean force = request.parameter("force").equals("true");
        ObjectNode before = ObjectWrites.view(type, live);
        ObjectNode merged = ownership.apply(owner, before, wanted, force, writes.now());
        if (creates) {
            requireNamespace(merged, target, type);
            ObjectNode made = writes.create(type, merged, owner, ownership, request.dryRun());
            return new Answer(201, ObjectWrites.view(type, made));
        }
        ObjectNode stored = writes.update(type, live, merged, owner, ownership, request.dryRun());
        return new Answer(200, ObjectWrites.view(type, stored));
    }

    synchronized Answer delete(ApiRequest request, Target target, ResourceType type) {
        JsonNode options = Options.ofDeletion(request);
        ObjectNode live = present(target, type);
        Preconditions.requirePreconditions(options.path("preconditions"), live, type);
        boolean dryRun = request.dryRun() || options.path("dryRun").toString().contains("All");
        ObjectNode left = writes.delete(type, live, dryRun);
        if (left == null && type.is(Trait.RETURNED_WHEN_DELETED)) {
            long version = dryRun ? live.at("/metadata/resourceVersion").asLong() : store.version();
            return new Answer(200, ObjectStore.versioned(live, version));
        }
        return new Answer(200, left == null ? deleted(live, type) : ObjectWrites.view(type, left));
    }

    private static ObjectNode deleted(ObjectNode live, ResourceType type) {
        ObjectNode status = Documents.object();
        status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
        ObjectNode details = status.put("status", "Success").putObject("details");
        details.set("name", live.at("/metadata/name"));
        details.put("group", type.group()).put("kind", type.plural());
        details.set("uid", live.at("/metadata/uid"));
        Documents.dropEmpty(details, "group");
        return status;
    }

    synchronized Answer deleteMany(ApiRequest request, Target target, ResourceType type) {
        boolean dryRun =
                request.dryRun()
                        || Options.ofDeletion(request).path("dryRun").toString().contains("All");
        ObjectNode found = lists.page(request, target, type);
        for (ObjectNode object : lists.matching(request, target, type)) {
            writes.delete(type, object, dryRun);
        }
        return new Answer(200, found);
    }

    /** Deletes what is in a namespace, as far as nothing holds it. */
    synchronized void empty(String namespace) {
        for (Place key : store.keysIn(namespace)) {
            deleteInBackground(key);
        }
    }

    /** Deletes what has no owner left but the one of this identity, which is gone. */
    synchronized void collect(String uid) {
        store.ownedBy(uid).forEach(this::deleteInBackground);
    }

    private void deleteInBackground(Place key) {
        ObjectNode object = store.get(key);
        types.all().stream()
                .filter(type -> type.path().equals(key.type()))
                .findFirst()
                .ifPresent(type -> {
                    if (object != null) {
                        writes.delete(type, object, false);
                    }
                });
    }

    /** Lets a namespace go that is being deleted, if nothing is in it any more. */
    synchronized void release(String namespace) {
        ResourceType namespaces = type("", "v1", "namespaces");
        Place key = new Place(namespaces.path(), "", namespace);
        ObjectNode found = store.get(key);
        if (found != null && ObjectWrites.terminating(found) && store.keysIn(namespace).isEmpty()) {
            store.remove(namespaces, key);
        }
    }
}
