package dev.trilith.mockcluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trilith.mockcluster.Refusal.Cause;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Who wrote which field of one object last, as its metadata.managedFields says, and what that means
 * for the next who writes.
 */
final class Ownership {
    private static final Set<String> UNOWNED =
            Set.of(
                    "name",
                    "namespace",
                    "uid",
                    "generation",
                    "generateName",
                    "creationTimestamp",
                    "deletionTimestamp",
                    "deletionGracePeriodSeconds",
                    "managedFields",
                    "resourceVersion",
                    "selfLink");

    private final ResourceType type;
    private final Map<Owner, NavigableSet<FieldPath>> owned = new LinkedHashMap<>();
    private final Map<Owner, String> times = new LinkedHashMap<>();

    /**
     * Somebody who writes.
     *
     * @param manager its name
     * @param operation Apply or Update
     * @param subresource what of the object it writes; empty for the whole
     */
    record Owner(String manager, String operation, String subresource) {
        String inWords(String apiVersion) {
            String words = "conflict with \"" + manager + "\"";
            if (!subresource.isEmpty()) {
                words += " with subresource \"" + subresource + "\"";
            }
            return operation.equals("Update") ? words + " using " + apiVersion : words;
        }
    }

    private Ownership(ResourceType type) {
        this.type = type;
    }

    static Ownership of(JsonNode object, ResourceType type) {
        Ownership ownership = new Ownership(type);
        for (JsonNode entry : object.at("/metadata/managedFields")) {
            Owner owner =
                    new Owner(
                            entry.path("manager").asText(),
                            entry.path("operation").asText(),
                            entry.path("subresource").asText());
            NavigableSet<FieldPath> fields = new TreeSet<>();
            decode(entry.path("fieldsV1"), FieldPath.ROOT, fields);
            ownership.owned.put(owner, fields);
            ownership.times.put(owner, entry.path("time").asText());
        }
        return ownership;
    }

    /**
     * {@code owner} wrote {@code after} over {@code before}: what it changed is its own.
     *
     * @param now the time, for what changed
     */
    void update(Owner owner, JsonNode before, JsonNode after, String now) {
        TypedFields.Comparison changes = compare(owner, before, after);
        take(owner, changes);
        NavigableSet<FieldPath> mine = new TreeSet<>(owned.getOrDefault(owner, new TreeSet<>()));
        mine.removeAll(changes.removed());
        mine.addAll(changes.modified());
        mine.addAll(changes.added());
        keep(owner, mine, now);
    }

    /**
     * What {@code owner} makes of {@code live} with {@code configuration}: its fields are set, and
     * those that it left out and nobody else has are gone.
     *
     * @param force whether fields of others are taken from them
     */
    ObjectNode apply(
            Owner owner, ObjectNode live, ObjectNode configuration, boolean force, String now) {
        ObjectNode wanted = configuration.deepCopy();
        reset(wanted, owner);
        ObjectNode merged = TypedFields.merged(live, wanted, type.schema());
        NavigableSet<FieldPath> before = owned.getOrDefault(owner, new TreeSet<>());
        NavigableSet<FieldPath> fields = ownable(TypedFields.of(wanted, type.schema()), owner);
        Set<FieldPath> gone = withParents(before);
        gone.removeAll(withParents(fields));
        gone.removeIf(field ->
                owned.entrySet().stream()
                        .filter(entry -> !entry.getKey().equals(owner))
                        .flatMap(entry -> entry.getValue().stream())
                        .anyMatch(other -> other.within(field)));
        TypedFields.remove(merged, gone, type.schema());
        TypedFields.Comparison changes = compare(owner, live, merged);
        if (!force) {
            refuseConflicts(owner, changes);
        }
        take(owner, changes);
        keep(owner, fields, now);
        return merged;
    }

    private void refuseConflicts(Owner owner, TypedFields.Comparison changes) {
        List<Cause> conflicts = new ArrayList<>();
        owned.forEach((other, fields) -> {
            if (!other.equals(owner)) {
                fields.stream()
                        .filter(field ->
                                changes.modified().contains(field)
                                        || changes.added().contains(field))
                        .forEach(field ->
                                conflicts.add(
                                        new Cause(
                                                "FieldManagerConflict",
                                                field.toString(),
                                                other.inWords(type.apiVersion()))));
            }
        });
        if (!conflicts.isEmpty()) {
            throw Refusal.managers(conflicts);
        }
    }

    private TypedFields.Comparison compare(Owner owner, JsonNode before, JsonNode after) {
        TypedFields.Comparison all = TypedFields.compare(before, after, type.schema());
        return new TypedFields.Comparison(
                ownable(all.added(), owner),
                ownable(all.modified(), owner),
                ownable(all.removed(), owner));
    }

    private void take(Owner owner, TypedFields.Comparison changes) {
        owned.forEach((other, fields) -> {
            if (!other.equals(owner)) {
                fields.removeAll(changes.modified());
                fields.removeAll(changes.added());
                fields.removeAll(changes.removed());
            }
        });
        owned.values().removeIf(Set::isEmpty);
    }

    private void keep(Owner owner, NavigableSet<FieldPath> fields, String now) {
        if (fields.isEmpty()) {
            owned.remove(owner);
        } else if (!fields.equals(owned.put(owner, fields))) {
            times.put(owner, now);
        }
    }

    /** Fields of {@code owner} are taken out that its way of writing cannot reach. */
    private void reset(ObjectNode object, Owner owner) {
        if (owner.subresource().equals("status")) {
            object.remove("spec");
        } else if (type.is(ResourceType.Trait.STATUS)) {
            object.remove("status");
        }
    }

    private NavigableSet<FieldPath> ownable(Set<FieldPath> fields, Owner owner) {
        NavigableSet<FieldPath> ownable = new TreeSet<>();
        for (FieldPath field : fields) {
            List<String> steps = field.steps();
            String first = steps.isEmpty() ? "" : steps.getFirst();
            boolean head =
                    steps.isEmpty()
                            || first.equals("f:apiVersion")
                            || first.equals("f:kind")
                            || (first.equals("f:metadata")
                                    && (steps.size() == 1
                                            || UNOWNED.contains(steps.get(1).substring(2))));
            boolean beyond =
                    owner.subresource().equals("status")
                            ? first.equals("f:spec")
                            : first.equals("f:status") && type.is(ResourceType.Trait.STATUS);
            if (!head && !beyond) {
                ownable.add(field);
            }
        }
        return ownable;
    }

    private static Set<FieldPath> withParents(Set<FieldPath> fields) {
        Set<FieldPath> all = new TreeSet<>(fields);
        for (FieldPath field : fields) {
            for (FieldPath up = field.parent(); !up.steps().isEmpty(); up = up.parent()) {
                all.add(up);
            }
        }
        return all;
    }

    /** Writes all this into an object's metadata. */
    void writeTo(ObjectNode object) {
        ArrayNode entries = object.withObject("/metadata").putArray("managedFields");
        Stream.of("Apply", "Update")
                .forEach(operation ->
                        owned.forEach((owner, fields) -> {
                            if (owner.operation().equals(operation)) {
                                write(entries.addObject(), owner, fields);
                            }
                        }));
        Documents.dropEmpty(object.withObject("/metadata"), "managedFields");
    }

    private void write(ObjectNode entry, Owner owner, NavigableSet<FieldPath> fields) {
        entry.put("manager", owner.manager())
                .put("operation", owner.operation())
                .put("apiVersion", type.apiVersion())
                .put("time", times.get(owner))
                .put("fieldsType", "FieldsV1");
        ObjectNode root = entry.putObject("fieldsV1");
        for (FieldPath field : fields) {
            ObjectNode at = root;
            for (String step : field.steps()) {
                at = at.get(step) instanceof ObjectNode next ? next : at.putObject(step);
            }
            FieldPath after = fields.higher(field);
            if (after != null && after.within(field)) {
                at.putObject(".");
            }
        }
        if (!owner.subresource().isEmpty()) {
            entry.put("subresource", owner.subresource());
        }
    }

    private static void decode(JsonNode node, FieldPath path, Set<FieldPath> fields) {
        if (node.isEmpty() || node.has(".")) {
            if (!path.steps().isEmpty()) {
                fields.add(path);
            }
        }
        for (Map.Entry<String, JsonNode> step : node.properties()) {
            if (!step.getKey().equals(".")) {
                decode(step.getValue(), path.then(step.getKey()), fields);
            }
        }
    }
}
