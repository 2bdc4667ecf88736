package dev.trilith.mockcluster.conversation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Where two answers to the same request differ.
 *
 * @param id the exchange
 * @param where a path in the answer
 * @param expected what one says there
 * @param actual what the other says there
 */
record Difference(String id, String where, JsonNode expected, JsonNode actual) {

    /** All differences, exchange by exchange; exchanges that only one of the two has are some. */
    static List<Difference> between(List<Exchange> expected, List<Exchange> actual) {
        List<Difference> all = new ArrayList<>();
        var others = new java.util.LinkedHashMap<String, Exchange>();
        actual.forEach(exchange -> others.put(exchange.id(), exchange));
        for (Exchange one : expected) {
            Exchange other = others.remove(one.id());
            if (other == null) {
                all.add(new Difference(one.id(), "missing", one.body(), null));
                continue;
            }
            if (one.status() != other.status()) {
                all.add(
                        new Difference(
                                one.id(),
                                "status",
                                IntNode.valueOf(one.status()),
                                IntNode.valueOf(other.status())));
                continue;
            }
            compare(one.id(), "", one.body(), other.body(), all);
        }
        others.values()
                .forEach(extra -> all.add(new Difference(extra.id(), "extra", null, extra.body())));
        return all;
    }

    private static void compare(
            String id, String where, JsonNode one, JsonNode other, List<Difference> all) {
        if (one != null && other != null && one.isObject() && other.isObject()) {
            TreeSet<String> names = new TreeSet<>();
            one.fieldNames().forEachRemaining(names::add);
            other.fieldNames().forEachRemaining(names::add);
            names.forEach(
                    name -> compare(id, where + "/" + name, one.get(name), other.get(name), all));
        } else if (one != null && other != null && one.isArray() && other.isArray()) {
            for (int i = 0; i < Math.max(one.size(), other.size()); i++) {
                compare(id, where + "/" + i, one.get(i), other.get(i), all);
            }
        } else if (one == null || !one.equals(other)) {
            all.add(new Difference(id, where, one, other));
        }
    }

    @Override
    public String toString() {
        return id + " " + where + ": the server says " + expected + ", the model " + actual;
    }
}
