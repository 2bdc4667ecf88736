package dev.trilith.mockcluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What each field manager applied last to each object, so that a field that it leaves out of its
 * next apply disappears, as on a real API server. Lists are replaced whole. Safe for use by many
 * threads.
 */
final class AppliedConfiguration {
    private final Map<String, JsonNode> lastByOwner = new ConcurrentHashMap<>();

    /** The fields that an apply sets, and those that it gives up. */
    record Change(@Nullable JsonNode before, ObjectNode now) {
        void mergeInto(ObjectNode target) {
            merge(before, now, target);
        }
    }

    /**
     * What an apply changes.
     *
     * @param owner the object's path and the field manager
     * @param configuration what is applied now
     */
    Change changeOf(String owner, ObjectNode configuration) {
        return new Change(lastByOwner.put(owner, configuration.deepCopy()), configuration);
    }

    /** Forgets an object that is gone. */
    void forget(String path) {
        lastByOwner.keySet().removeIf(owner -> owner.startsWith(path + "?"));
        lastByOwner.keySet().removeIf(owner -> owner.startsWith(path + "/"));
    }

    private static void merge(@Nullable JsonNode before, ObjectNode now, ObjectNode target) {
        if (before != null) {
            before.fieldNames()
                    .forEachRemaining(name -> {
                        if (!now.has(name)) {
                            target.remove(name);
                        }
                    });
        }
        for (Map.Entry<String, JsonNode> field : now.properties()) {
            String name = field.getKey();
            if (field.getValue() instanceof ObjectNode inner
                    && target.get(name) instanceof ObjectNode innerTarget) {
                merge(before == null ? null : before.get(name), inner, innerTarget);
            } else {
                target.set(name, field.getValue());
            }
        }
    }
}
