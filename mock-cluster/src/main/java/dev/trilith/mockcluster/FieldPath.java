package dev.trilith.mockcluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * The way to a field of an object, in the notation of managed fields: {@code f:NAME} for a field,
 * {@code k:KEYS} for an item of a list that has keys, {@code v:VALUE} for one of a set.
 *
 * @param steps from the object to the field
 */
record FieldPath(List<String> steps) implements Comparable<FieldPath> {
    static final FieldPath ROOT = new FieldPath(List.of());

    FieldPath {
        steps = List.copyOf(steps);
    }

    FieldPath then(String step) {
        List<String> longer = new ArrayList<>(steps);
        longer.add(step);
        return new FieldPath(longer);
    }

    FieldPath field(String name) {
        return then("f:" + name);
    }

    FieldPath parent() {
        return new FieldPath(steps.subList(0, steps.size() - 1));
    }

    String last() {
        return steps.getLast();
    }

    /** Whether this is {@code other}, or leads to something in it. */
    boolean within(FieldPath other) {
        return steps.size() >= other.steps.size()
                && steps.subList(0, other.steps.size()).equals(other.steps);
    }

    @Override
    public int compareTo(FieldPath other) {
        for (int i = 0; i < Math.min(steps.size(), other.steps.size()); i++) {
            int order = steps.get(i).compareTo(other.steps.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(steps.size(), other.steps.size());
    }

    /** As errors write it, for example {@code .spec.ports[name="a"].port}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (String step : steps) {
            if (step.startsWith("k:")) {
                List<String> pairs = new ArrayList<>();
                parse(step.substring(2))
                        .properties()
                        .forEach(key -> pairs.add(key.getKey() + "=" + key.getValue()));
                text.append('[').append(String.join(",", pairs)).append(']');
            } else if (step.startsWith("v:")) {
                text.append("[=").append(step.substring(2)).append(']');
            } else {
                text.append('.').append(step.substring(2));
            }
        }
        return text.toString();
    }

    private static JsonNode parse(String json) {
        try {
            return Documents.json(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not the keys of an item: " + json, e);
        }
    }

    /** The step to an item of a list with keys. */
    static String step(JsonNode item, JsonNode schema) {
        return "k:" + key(item, schema);
    }

    /** The keys of an item, with the defaults of those that are left out. */
    static ObjectNode key(JsonNode item, JsonNode schema) {
        TreeSet<String> names = new TreeSet<>();
        schema.path("x-kubernetes-list-map-keys").forEach(name -> names.add(name.asText()));
        ObjectNode key = Documents.object();
        for (String name : names) {
            JsonNode value = item.get(name);
            if (value == null) {
                value = schema.path("items").path("properties").path(name).get("default");
            }
            if (value != null) {
                key.set(name, value);
            }
        }
        return key;
    }
}
