package dev.trilith.e2e;

import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an operator asked of the API server, as its own log tells, in the words of its rights:
 * {@code VERB GROUP/RESOURCE}.
 *
 * @param asked what it asked for
 * @param refused what it complained of that it had no right to do
 */
record ApiUse(Set<String> asked, List<String> refused) {
    /** The environment variable that, set to DEBUG, has an operator log what it asks. */
    static final String SETTING = "QUARKUS_LOG_CATEGORY__DEV_TRILITH_OPERATOR_REQUESTS__LEVEL";

    private static final Pattern ASKS = Pattern.compile("asks ([A-Z]+) (/apis?/\\S+)");
    private static final Pattern PLACE =
            Pattern.compile(
                    "/(?:api|apis/(?<group>[^/]+))/[^/]+(?:/namespaces/[^/?]+(?=/))?"
                            + "/(?<resource>[a-z]+)(?:/(?<name>[^/?]+))?(?:/(?<sub>[a-z]+))?"
                            + "(?:\\?(?<query>.*))?");

    /** Reads the log of the operator that runs in this namespace. */
    static ApiUse ofOperator(Cluster cluster, String namespace) {
        Set<String> asked = new TreeSet<>();
        List<String> lines =
                cluster.kubectl("-n", namespace, "logs", "deploy/trilith-operator", "--tail=-1")
                        .lines()
                        .toList();
        for (String line : lines) {
            Matcher asks = ASKS.matcher(line);
            if (asks.find()) {
                String words = words(asks.group(1), asks.group(2));
                asked.add(words);
                // Server-side apply of what is not there yet is a PATCH that needs both rights.
                if (words.startsWith("patch ") && !words.endsWith("/status")) {
                    asked.add("create " + words.substring("patch ".length()));
                }
            }
        }
        return new ApiUse(
                asked, lines.stream().filter(line -> line.contains("is forbidden: User")).toList());
    }

    /** What a ClusterRole grants, in the same words. */
    static Set<String> granted(Cluster cluster, String role) {
        return granted(cluster.client().rbac().clusterRoles().withName(role).get().getRules());
    }

    /** What rules grant, in the same words. */
    static Set<String> granted(List<PolicyRule> rules) {
        Set<String> granted = new TreeSet<>();
        for (PolicyRule rule : rules) {
            for (String verb : rule.getVerbs()) {
                for (String group : rule.getApiGroups()) {
                    rule.getResources().forEach(r -> granted.add(verb + " " + group + "/" + r));
                }
            }
        }
        return granted;
    }

    private static String words(String method, String place) {
        Matcher found = PLACE.matcher(place);
        if (!found.matches()) {
            return method + " " + place;
        }
        String group = found.group("group") == null ? "" : found.group("group");
        String sub = found.group("sub") == null ? "" : "/" + found.group("sub");
        return verb(method, found) + " " + group + "/" + found.group("resource") + sub;
    }

    private static String verb(String method, Matcher place) {
        String query = place.group("query") == null ? "" : place.group("query");
        return switch (method) {
            case "GET" ->
                    query.contains("watch=true")
                            ? "watch"
                            : place.group("name") == null ? "list" : "get";
            case "POST" -> "create";
            case "PUT" -> "update";
            case "DELETE" -> place.group("name") == null ? "deletecollection" : "delete";
            default -> "patch";
        };
    }
}
