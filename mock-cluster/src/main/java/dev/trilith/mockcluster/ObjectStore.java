package dev.trilith.mockcluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The objects as they are stored, each in its last version, and the last changes of all. What is
 * stored is never changed in place. For one thread at a time.
 */
final class ObjectStore {
    /** Changes that are remembered for watches that begin in the past. */
    private static final int REMEMBERED = 2_000;

    /** Version 1 of a real server is always too old. */
    private static final long FIRST = 100;

    private final NavigableMap<Place, ObjectNode> objects =
            new TreeMap<>(
                    Comparator.comparing(Place::type)
                            .thenComparing(Place::namespace)
                            .thenComparing(Place::name));
    private final Deque<Change> changes = new ArrayDeque<>();
    private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();
    private long version = FIRST;
    private long oldest = FIRST;

    /**
     * Where an object is.
     *
     * @param type the kind's path
     * @param namespace empty for objects of the whole cluster
     * @param name the object's name
     */
    record Place(String type, String namespace, String name) {
        static Place of(ResourceType type, JsonNode object) {
            return new Place(
                    type.path(),
                    type.namespaced() ? object.at("/metadata/namespace").asText() : "",
                    object.at("/metadata/name").asText());
        }
    }

    /**
     * What happened to an object.
     *
     * @param version the version that this made
     * @param type the object's kind
     * @param key which object
     * @param before as it was; null if it was created
     * @param after as it is; null if it is gone
     */
    record Change(
            long version,
            ResourceType type,
            Place key,
            @Nullable ObjectNode before,
            @Nullable ObjectNode after) {}

    long version() {
        return version;
    }

    /** The version from which on all changes are known. */
    long oldest() {
        return oldest;
    }

    @Nullable ObjectNode get(Place key) {
        return objects.get(key);
    }

    /** All of one kind, of one namespace or of all, in order. */
    List<ObjectNode> list(ResourceType type, String namespace) {
        List<ObjectNode> found = new ArrayList<>();
        objects.tailMap(new Place(type.path(), namespace, ""), true).entrySet().stream()
                .takeWhile(entry -> entry.getKey().type().equals(type.path()))
                .filter(entry ->
                        namespace.isEmpty() || entry.getKey().namespace().equals(namespace))
                .forEach(entry -> found.add(entry.getValue()));
        return found;
    }

    List<Place> keysIn(String namespace) {
        return objects.keySet().stream().filter(key -> key.namespace().equals(namespace)).toList();
    }

    /** Every object that names {@code uid} among its owners. */
    List<Place> ownedBy(String uid) {
        return objects.entrySet().stream()
                .filter(entry ->
                        entry.getValue()
                                .at("/metadata/ownerReferences")
                                .valueStream()
                                .anyMatch(owner -> owner.path("uid").asText().equals(uid)))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Stores {@code object} in a new version, which is written into it. */
    void put(ResourceType type, ObjectNode object) {
        Place key = Place.of(type, object);
        version++;
        object.withObject("/metadata").put("resourceVersion", String.valueOf(version));
        ObjectNode before = objects.put(key, object);
        record(new Change(version, type, key, before, object));
    }

    /** Removes an object; returns it in the version of its removal. */
    ObjectNode remove(ResourceType type, Place key) {
        ObjectNode before = objects.remove(key);
        if (before == null) {
            throw new IllegalStateException("there is no " + key);
        }
        version++;
        record(new Change(version, type, key, before, null));
        return versioned(before, version);
    }

    static ObjectNode versioned(ObjectNode object, long version) {
        ObjectNode versioned = object.deepCopy();
        versioned.withObject("/metadata").put("resourceVersion", String.valueOf(version));
        return versioned;
    }

    private void record(Change change) {
        changes.addLast(change);
        if (changes.size() > REMEMBERED) {
            oldest = changes.removeFirst().version();
        }
        listeners.forEach(listener -> listener.accept(change));
    }

    /** What happened after {@code since}. */
    List<Change> changesAfter(long since) {
        return changes.stream().filter(change -> change.version() > since).toList();
    }

    void listen(Consumer<Change> listener) {
        listeners.add(listener);
    }

    void leave(Consumer<Change> listener) {
        listeners.remove(listener);
    }
}
