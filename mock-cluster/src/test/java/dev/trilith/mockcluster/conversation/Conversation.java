package dev.trilith.mockcluster.conversation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;

/** Speaks to one API, and writes down what it answers. */
final class Conversation {
    static final String JSON = "application/json";
    static final String MERGE = "application/merge-patch+json";
    static final String JSON_PATCH = "application/json-patch+json";
    static final String STRATEGIC = "application/strategic-merge-patch+json";
    static final String APPLY = "application/apply-patch+yaml";

    private final Api api;
    private final String prefix;
    private final List<Exchange> exchanges = new ArrayList<>();
    private final Map<String, Integer> seen = new TreeMap<>();
    private Normaliser normaliser;
    private String chapter = "";

    /**
     * @param prefix what the names of namespaces begin with, so that runs do not meet
     */
    Conversation(Api api, String prefix) {
        this.api = api;
        this.prefix = prefix;
        normaliser = new Normaliser(prefix, false, false);
    }

    void chapter(String name, boolean keepsManagers, boolean controlled) {
        chapter = name;
        normaliser = new Normaliser(prefix, keepsManagers, controlled);
    }

    String namespace(String name) {
        return prefix + name;
    }

    List<Exchange> exchanges() {
        return exchanges;
    }

    Api.Answer get(String what, String path) {
        return tell(what, "GET", path, null, null);
    }

    Api.Answer post(String what, String path, JsonNode body) {
        return tell(what, "POST", path, JSON, body.toString());
    }

    Api.Answer put(String what, String path, JsonNode body) {
        return tell(what, "PUT", path, JSON, body.toString());
    }

    Api.Answer merge(String what, String path, String body) {
        return tell(what, "PATCH", path, MERGE, body);
    }

    Api.Answer patch(String what, String path, String body) {
        return tell(what, "PATCH", path, JSON_PATCH, body);
    }

    Api.Answer apply(String what, String path, String query, JsonNode body) {
        return tell(what, "PATCH", path + "?" + query, APPLY, body.toString());
    }

    Api.Answer delete(String what, String path) {
        return tell(what, "DELETE", path, null, null);
    }

    Api.Answer delete(String what, String path, String options) {
        return tell(what, "DELETE", path, JSON, options);
    }

    Api.Answer tell(String what, String method, String path, String type, String body) {
        Api.Answer answer = api.call(method, path, type, body);
        JsonNode said =
                path.contains("dryRun=All")
                        ? normaliser.ofDryRun(answer.body())
                        : normaliser.of(answer.body());
        write(what, method + " " + path, answer.status(), said);
        return answer;
    }

    /** A request that is no exchange: it depends on what came before, or is repeated. */
    Api.Answer quietly(String method, String path, JsonNode body) {
        return api.call(method, path, body == null ? null : JSON, body == null ? null : body + "");
    }

    /** Asks until {@code status} is answered; that answer is the exchange. */
    void getUntil(String what, String path, int status) {
        Awaitility.await(chapter + ": " + what)
                .until(() -> api.call("GET", path, null, null).status() == status);
        get(what, path);
    }

    Api.Watch watch(String path) {
        return api.watch(path);
    }

    /** Like {@link #get}, but of a list only which objects are in it is written down. */
    Api.Answer list(String what, String path) {
        Api.Answer answer = api.call("GET", path, null, null);
        write(what, "GET " + path, answer.status(), normaliser.brief(answer.body()));
        return answer;
    }

    /** Writes down events up to that of {@code type} about the object {@code name}. */
    void events(String what, Api.Watch watch, String type, String name) {
        follow(what, watch, type, name, false);
    }

    /** Like {@link #events}, but which objects they are about is all that is written down. */
    void briefEvents(String what, Api.Watch watch, String type, String name) {
        follow(what, watch, type, name, true);
    }

    private void follow(String what, Api.Watch watch, String type, String name, boolean brief) {
        JsonNode event;
        do {
            event = watch.next();
            write(what, "WATCH", 0, brief ? normaliser.brief(event) : normaliser.of(event));
        } while (!(event.path("type").asText().equals(type)
                && event.at("/object/metadata/name").asText().equals(name)));
    }

    void event(String what, Api.Watch watch) {
        write(what, "WATCH", 0, normaliser.of(watch.next()));
    }

    private void write(String what, String request, int status, JsonNode body) {
        String id = chapter + ": " + what;
        int times = seen.merge(id, 1, Integer::sum);
        exchanges.add(
                new Exchange(
                        times == 1 ? id : id + " #" + times,
                        normaliser.text(request),
                        status,
                        body));
    }
}
