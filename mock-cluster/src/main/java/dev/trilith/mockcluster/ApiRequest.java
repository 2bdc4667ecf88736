package dev.trilith.mockcluster;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as the API understands it.
 *
 * @param method GET, POST, PUT, PATCH or DELETE
 * @param path the path without its query
 * @param query the query's parameters, the last of each name
 * @param contentType what the body is said to be, without parameters; empty if nothing is said
 * @param body what was sent
 * @param agent the program that sent it
 */
record ApiRequest(
        String method,
        String path,
        Map<String, String> query,
        String contentType,
        String body,
        String agent) {

    static ApiRequest of(
            String method,
            String uri,
            @Nullable String contentType,
            String body,
            @Nullable String agent) {
        int mark = uri.indexOf('?');
        String path = mark < 0 ? uri : uri.substring(0, mark);
        Map<String, String> query = new HashMap<>();
        if (mark >= 0) {
            for (String pair : uri.substring(mark + 1).split("&", -1)) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                query.put(decode(name), equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return new ApiRequest(
                method,
                path,
                query,
                contentType == null ? "" : contentType.split(";", 2)[0].trim(),
                body,
                agent == null ? "unknown" : agent.split("[/ ]", 2)[0]);
    }

    /** The same about another path and method. */
    ApiRequest as(String otherMethod, String otherPath) {
        return new ApiRequest(otherMethod, otherPath, query, contentType, body, agent);
    }

    String parameter(String name) {
        return query.getOrDefault(name, "");
    }

    boolean dryRun() {
        return parameter("dryRun").equals("All");
    }

    /** Who writes: what the request says, or else the program that sent it. */
    String manager() {
        return parameter("fieldManager").isEmpty() ? agent : parameter("fieldManager");
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /**
     * What a path leads to.
     *
     * @param group the API group; empty for the core
     * @param version its version
     * @param namespace the namespace; empty for all, or for none
     * @param plural the kind
     * @param name the object; empty for all of the kind
     * @param subresource a part of the object; empty for the whole
     */
    record Target(
            String group,
            String version,
            String namespace,
            String plural,
            String name,
            String subresource) {}

    /** What this leads to; null if paths of this form lead nowhere. */
    @Nullable Target target() {
        List<String> parts = new ArrayList<>(Arrays.asList(path.substring(1).split("/", -1)));
        String group = "";
        if (parts.getFirst().equals("apis") && parts.size() > 2) {
            group = parts.get(1);
            parts.subList(0, 2).clear();
        } else if (parts.getFirst().equals("api") && parts.size() > 2) {
            parts.removeFirst();
        } else {
            return null;
        }
        String version = parts.removeFirst();
        String namespace = "";
        boolean nested =
                parts.size() > 2
                        && parts.getFirst().equals("namespaces")
                        && !(group.isEmpty()
                                && parts.size() == 3
                                && (parts.get(2).equals("status")
                                        || parts.get(2).equals("finalize")));
        if (nested) {
            namespace = parts.get(1);
            parts.subList(0, 2).clear();
        }
        return parts.isEmpty() || parts.size() > 3
                ? null
                : new Target(
                        group,
                        version,
                        namespace,
                        parts.getFirst(),
                        parts.size() > 1 ? parts.get(1) : "",
                        parts.size() > 2 ? parts.get(2) : "");
    }
}
