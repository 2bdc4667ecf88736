package dev.trilith.operatorsimulation.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trilith.core.array.ArrayFault;
import dev.trilith.mockcluster.InProcessApi.Changed;
import dev.trilith.mockcluster.InProcessApi.Sent;
import dev.trilith.operatorsimulation.api.ApiServer;
import dev.trilith.operatorsimulation.api.History;
import dev.trilith.simulation.kernel.Kernel;
import dev.trilith.simulation.kernel.Violation;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Judges what the operator writes to the API server. */
final class ClusterOracle {
    private static final Set<String> OURS =
            Set.of(
                    "storagesubsystems",
                    "volumedefinitions",
                    "copypairs",
                    "drcycles",
                    "recoveries",
                    "sitegrants");
    private static final Set<String> MADE = Set.of("recoveries", "events");
    private final Kernel kernel;
    private final ApiServer server;
    private final List<String> sites;
    private final String production;
    private String identity = "";
    private long writes;
    private String lastWrite = "";
    private long failures;

    /**
     * Judges from now on.
     *
     * @param sites the namespaces of the chain's sites
     */
    ClusterOracle(Kernel kernel, ApiServer server, List<String> sites) {
        this.kernel = kernel;
        this.server = server;
        this.sites = sites;
        this.production = sites.get(0);
        server.listen(this::changed);
        server.listenToRequests(this::sent);
    }

    /** Requests of operators that may have changed something. */
    long writes() {
        return writes;
    }

    String lastWrite() {
        return lastWrite;
    }

    long failures() {
        return failures;
    }

    private void sent(Sent sent) {
        if (!sent.agent().equals(Objects.USER) && !sent.method().equals("GET")) {
            writes++;
            lastWrite = sent.method() + " " + sent.uri() + " " + sent.body();
        }
    }

    private void changed(Changed change) {
        ObjectNode made = change.after();
        if (made != null
                && identity.isEmpty()
                && change.plural().equals("namespaces")
                && change.name().equals(production)) {
            identity = made.at("/metadata/uid").asText();
        }
        Sent sent = server.served();
        boolean operator = sent != null && !sent.agent().equals(Objects.USER);
        ObjectNode before = change.before();
        ObjectNode after = change.after();
        if (operator && after != null) {
            wrote(change, before, after);
        }
        if (before != null
                && after != null
                && change.plural().equals("recoveries")
                && !before.at("/status/completedAt").asText().isEmpty()
                && !before.at("/status/phase").equals(after.at("/status/phase"))) {
            violate(
                    "status",
                    "Recovery "
                            + change.name()
                            + " had ended as "
                            + before.at("/status/phase")
                            + " and now says "
                            + after.at("/status/phase"));
        }
    }

    private void wrote(Changed change, @Nullable ObjectNode before, ObjectNode after) {
        if (before == null) {
            if (!MADE.contains(change.plural())) {
                violate("spec", "the operator made " + change.plural() + " " + change.name());
            }
            if (change.plural().equals("recoveries")) {
                called(change);
            }
            return;
        }
        if (!before.path("spec").equals(after.path("spec"))
                || !before.at("/metadata/labels").equals(after.at("/metadata/labels"))) {
            violate(
                    "spec",
                    "the operator changed what a user wrote in "
                            + change.plural()
                            + " "
                            + change.name());
        }
        if (OURS.contains(change.plural())) {
            kernel.say(
                    "status",
                    change.plural()
                            + " "
                            + change.namespace()
                            + "/"
                            + change.name()
                            + " "
                            + Objects.condition(after, "Ready")
                            + Objects.words(after));
        }
    }

    /** A recovery is made for a loss, and by one Standby. */
    private void called(Changed change) {
        if (stands(production)) {
            violate(
                    "evidence",
                    "Recovery "
                            + change.name()
                            + " was made although namespace "
                            + production
                            + " stands");
        }
        History cycles = server.history("drcycles");
        Map<String, ObjectNode> there = cycles.objects(cycles.size());
        for (String farther : sites.subList(sites.indexOf(change.namespace()) + 1, sites.size())) {
            if (there.containsKey(farther + "/" + Definitions.NAME)) {
                violate(
                        "evidence",
                        "Recovery "
                                + change.name()
                                + " was made in "
                                + change.namespace()
                                + " although a Standby watches in "
                                + farther);
            }
        }
    }

    private boolean stands(String namespace) {
        History namespaces = server.history("namespaces");
        ObjectNode found = namespaces.objects(namespaces.size()).get("/" + namespace);
        return found != null
                && found.at("/metadata/deletionTimestamp").isMissingNode()
                && found.at("/metadata/uid").asText().equals(identity);
    }

    /** A reconciler could not finish a turn. */
    void failed(String kind, RuntimeException failure) {
        failures++;
        boolean foreseen =
                failure instanceof KubernetesClientException || failure instanceof ArrayFault;
        if (!foreseen) {
            kernel.violate(new Violation("exception", kind + ": " + failure, failure));
        }
    }

    private void violate(String oracle, String what) {
        kernel.violate(new Violation(oracle, what));
    }

    /**
     * Whether every resource is served as its user wants it, and the cycle of this site says so.
     */
    boolean settled(Objects objects, String namespace, String ready) {
        ObjectNode cycle = objects.find("drcycles", namespace, Definitions.NAME).orElse(null);
        return cycle != null
                && cycle.at("/status/observedGeneration").equals(cycle.at("/metadata/generation"))
                && Objects.condition(cycle, "Ready").equals(ready);
    }
}
