package dev.trilith.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What an operator asked of the API server, as its own log tells.
 *
 * @param asks what it asked for
 * @param refused what it complained of that it had no right to do
 */
record ApiUse(Set<Ask> asks, List<String> refused) {
    /** The environment variable that, set to DEBUG, has an operator log what it asks. */
    static final String SETTING = "QUARKUS_LOG_CATEGORY__DEV_TRILITH_OPERATOR_REQUESTS__LEVEL";

    /** The values that have an operator log what it asks. */
    static final List<String> LOGGED =
            List.of(
                    "--set",
                    "operator.extraEnv[0].name=" + SETTING,
                    "--set",
                    "operator.extraEnv[0].value=DEBUG");

    private static final Pattern ASKS = Pattern.compile("asks ([A-Z]+) (/apis?/\\S+)");
    private static final Pattern WRITES = Pattern.compile("asks (POST|PUT|PATCH|DELETE) /\\S+");
    private static final Pattern FORBIDDEN = Pattern.compile("answered 403 to ([A-Z]+) (/\\S+)");
    private static final Pattern PLACE =
            Pattern.compile(
                    "/(?:api|apis/(?<group>[^/]+))/[^/]+(?:/namespaces/(?<namespace>[^/?]+)(?=/))?"
                            + "/(?<resource>[a-z]+)(?:/(?<name>[^/?]+))?(?:/(?<sub>[a-z]+))?"
                            + "(?:\\?(?<query>.*))?");

    /**
     * One thing asked.
     *
     * @param words in the words of rights, {@code VERB GROUP/RESOURCE}
     * @param name of which object; empty if of all
     */
    record Ask(String words, String name) {}

    /**
     * Reads the log of the operator that runs in this namespace.
     *
     * @param lost namespaces that went away meanwhile: nobody may make anything in them
     */
    static ApiUse ofOperator(Cluster cluster, String namespace, String... lost) {
        Set<Ask> asks = new LinkedHashSet<>();
        List<String> lines = log(cluster, namespace);
        for (String line : lines) {
            Matcher found = ASKS.matcher(line);
            if (found.find()) {
                Ask ask = ask(found.group(1), found.group(2));
                asks.add(ask);
                // Server-side apply of what is not there yet is a PATCH that needs both rights.
                if (ask.words().startsWith("patch ") && !ask.words().endsWith("/status")) {
                    asks.add(
                            new Ask(
                                    "create " + ask.words().substring("patch ".length()),
                                    ask.name()));
                }
            }
        }
        assertThat(asks).as("the operator in %s logs what it asks", namespace).isNotEmpty();
        return new ApiUse(
                asks, lines.stream().filter(line -> isRefusal(line, List.of(lost))).toList());
    }

    /** What the operator of this namespace asked so far that would change something. */
    static List<String> writes(Cluster cluster, String namespace) {
        return log(cluster, namespace).stream()
                .map(WRITES::matcher)
                .filter(Matcher::find)
                .map(Matcher::group)
                .toList();
    }

    /**
     * What it asked for in the words of what it was granted: with the object's name where the right
     * goes by name, {@code VERB GROUP/RESOURCE NAME}.
     */
    Set<String> asked(Set<String> granted) {
        return asks.stream()
                .map(ask ->
                        granted.contains(ask.words()) || ask.name().isEmpty()
                                ? ask.words()
                                : byName(ask, granted))
                .collect(Collectors.toCollection(TreeSet::new));
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
                    for (String resource : rule.getResources()) {
                        String words = verb + " " + group + "/" + resource;
                        if (rule.getResourceNames().isEmpty()) {
                            granted.add(words);
                        }
                        rule.getResourceNames().forEach(name -> granted.add(words + " " + name));
                    }
                }
            }
        }
        return granted;
    }

    private static String byName(Ask ask, Set<String> granted) {
        boolean goesByName = granted.stream().anyMatch(g -> g.startsWith(ask.words() + " "));
        return goesByName ? ask.words() + " " + ask.name() : ask.words();
    }

    private static List<String> log(Cluster cluster, String namespace) {
        return cluster.kubectl("-n", namespace, "logs", "deploy/trilith-operator", "--tail=-1")
                .lines()
                .toList();
    }

    private static boolean isRefusal(String line, List<String> lost) {
        Matcher forbidden = FORBIDDEN.matcher(line);
        if (forbidden.find()) {
            Matcher place = PLACE.matcher(forbidden.group(2));
            boolean makes = !forbidden.group(1).equals("GET");
            return !(makes && place.matches() && lost.contains(place.group("namespace")));
        }
        return line.contains("is forbidden: User");
    }

    private static Ask ask(String method, String place) {
        Matcher found = PLACE.matcher(place);
        if (!found.matches()) {
            return new Ask(method + " " + place, "");
        }
        String group = found.group("group") == null ? "" : found.group("group");
        String sub = found.group("sub") == null ? "" : "/" + found.group("sub");
        String name = found.group("name") == null ? "" : found.group("name");
        return new Ask(
                verb(method, found) + " " + group + "/" + found.group("resource") + sub, name);
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
