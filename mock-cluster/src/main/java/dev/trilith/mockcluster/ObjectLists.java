package dev.trilith.mockcluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trilith.mockcluster.ApiRequest.Target;
import dev.trilith.mockcluster.ResourceType.Trait;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;

/** Lists of objects, page by page. */
final class ObjectLists {
    private static final String MARK = "after:";

    private final ObjectStore store;

    ObjectLists(ObjectStore store) {
        this.store = store;
    }

    /** The objects that a request is about, as they are stored. */
    List<ObjectNode> matching(ApiRequest request, Target target, ResourceType type) {
        Predicate<JsonNode> wanted = Selector.of(request, type);
        return store.list(type, target.namespace()).stream().filter(wanted).toList();
    }

    ObjectNode page(ApiRequest request, Target target, ResourceType type) {
        Options.checkList(request);
        String version = request.parameter("resourceVersion");
        if (!version.matches("\\d*")) {
            throw Refusal.badRequest(
                    "invalid resource version: resourceVersion: Invalid value: \""
                            + version
                            + "\": strconv.ParseUint: parsing \""
                            + version
                            + "\": invalid syntax");
        }
        String limit = request.parameter("limit");
        if (!limit.matches("\\d*")) {
            throw Refusal.badRequest("strconv.ParseInt: parsing \"" + limit + "\": invalid syntax");
        }
        List<ObjectNode> all = matching(request, target, type);
        int from = from(request.parameter("continue"), all);
        int size = limit.isEmpty() || limit.equals("0") ? all.size() : Integer.parseInt(limit);
        int to = Math.min(all.size(), from + size);
        ObjectNode list = Documents.object();
        list.put("kind", type.kind() + "List").put("apiVersion", type.apiVersion());
        ObjectNode metadata = list.putObject("metadata");
        metadata.put("resourceVersion", String.valueOf(store.version()));
        if (to < all.size()) {
            metadata.put("continue", token(all.get(to - 1)));
            if (request.parameter("labelSelector").isEmpty()
                    && request.parameter("fieldSelector").isEmpty()) {
                metadata.put("remainingItemCount", all.size() - to);
            }
        } else if (type.is(Trait.CUSTOM)) {
            metadata.put("continue", "");
        }
        ArrayNode items = list.putArray("items");
        for (ObjectNode object : all.subList(from, to)) {
            ObjectNode item = ObjectWrites.view(type, object);
            if (!type.is(Trait.CUSTOM)) {
                item.remove(List.of("apiVersion", "kind"));
            }
            items.add(item);
        }
        return list;
    }

    private static String place(JsonNode object) {
        return object.at("/metadata/namespace").asText()
                + "/"
                + object.at("/metadata/name").asText();
    }

    private static String token(JsonNode last) {
        return Base64.getUrlEncoder()
                .encodeToString((MARK + place(last)).getBytes(StandardCharsets.UTF_8));
    }

    /** The first object after the one that the token names. */
    private static int from(String token, List<ObjectNode> all) {
        if (token.isEmpty()) {
            return 0;
        }
        String last;
        try {
            last = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw badToken();
        }
        if (!last.startsWith(MARK)) {
            throw badToken();
        }
        String place = last.substring(MARK.length());
        int from = 0;
        while (from < all.size() && place(all.get(from)).compareTo(place) <= 0) {
            from++;
        }
        return from;
    }

    private static Refusal badToken() {
        return Refusal.badRequest(
                "invalid continue token: continue key is not valid: invalid character '\\u009e'"
                        + " looking for beginning of value");
    }
}
