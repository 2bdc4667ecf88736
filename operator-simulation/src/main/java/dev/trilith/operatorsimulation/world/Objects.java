package dev.trilith.operatorsimulation.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trilith.mockcluster.InProcessApi.Answered;
import dev.trilith.mockcluster.InProcessApi.Sent;
import dev.trilith.operatorsimulation.api.ApiServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Optional;

/** The cluster as a user sees and changes it, with a client that never fails. */
final class Objects {
    static final String USER = "user";
    private static final String GROUP = "/apis/trilith.dev/v1alpha1";
    private final ApiServer server;
    private final KubernetesSerialization json;

    Objects(ApiServer server, KubernetesSerialization json) {
        this.server = server;
        this.json = json;
    }

    KubernetesSerialization json() {
        return json;
    }

    /** Creates an object; there may be one already. */
    boolean create(HasMetadata object) {
        return create(path(object, ""), json.asJson(object));
    }

    boolean create(String path, String body) {
        Answered ans = send("POST", path, "application/json", body);
        int status = ans.status();
        if (status / 100 == 2) {
            return true;
        }
        if (status == 409 || status == 403 || status == 404) {
            return false; // it is there, or its namespace is not
        }
        throw new IllegalStateException(path + " is refused with " + status + ": " + body);
    }

    private static String path(HasMetadata object, String name) {
        String namespace = object.getMetadata().getNamespace();
        return GROUP
                + "/namespaces/"
                + namespace
                + "/"
                + HasMetadata.getPlural(object.getClass())
                + (name.isEmpty() ? "" : "/" + name);
    }

    static String path(Class<? extends HasMetadata> kind, String namespace, String name) {
        return GROUP + "/namespaces/" + namespace + "/" + HasMetadata.getPlural(kind) + "/" + name;
    }

    Answered send(String method, String path, String type, String body) {
        return server.serve(new Sent(method, path, type, body, USER));
    }

    /** Changes part of an object, if it is there. */
    boolean merge(String path, String patch) {
        int status = send("PATCH", path, "application/merge-patch+json", patch).status();
        if (status != 200 && status != 404) {
            throw new IllegalStateException(path + " is refused with " + status + ": " + patch);
        }
        return status == 200;
    }

    boolean delete(String path) {
        return send("DELETE", path, "application/json", "").status() / 100 == 2;
    }

    /** Every object of a kind as it is now, as it is stored. */
    Iterable<ObjectNode> all(String plural) {
        return server.history(plural).objects(server.history(plural).size()).values();
    }

    Optional<ObjectNode> find(String plural, String namespace, String name) {
        return Optional.ofNullable(
                server.history(plural)
                        .objects(server.history(plural).size())
                        .get(namespace + "/" + name));
    }

    /** Why an object is not ready, after a colon; empty if it is. */
    static String words(JsonNode object) {
        for (JsonNode each : object.at("/status/conditions")) {
            if (each.path("type").asText().equals("Ready")
                    && !each.path("status").asText().equals("True")) {
                return ": " + each.path("message").asText();
            }
        }
        return "";
    }

    /** What a condition says, {@code "True Paused"} for example; empty if it is not there. */
    static String condition(JsonNode object, String type) {
        for (JsonNode each : object.at("/status/conditions")) {
            if (each.path("type").asText().equals(type)) {
                return each.path("status").asText() + " " + each.path("reason").asText();
            }
        }
        return "";
    }
}
