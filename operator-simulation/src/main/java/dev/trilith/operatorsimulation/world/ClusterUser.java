package dev.trilith.operatorsimulation.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trilith.operator.api.v1alpha1.DRCycle;
import dev.trilith.operator.api.v1alpha1.Recovery;
import dev.trilith.operator.app.Crds;
import dev.trilith.simulation.kernel.Kernel;
import dev.trilith.simulation.world.World;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;

/** Whoever writes to the API server what is wanted, changes it, and deletes it. */
final class ClusterUser {
    private static final String NAMESPACES = "/api/v1/namespaces";
    private static final long MILLI = 1_000_000L;
    private static final List<String> CRDS =
            Crds.all().stream().map(Serialization::asJson).toList();
    private final World world;
    private final Kernel kernel;
    private final Objects objects;
    private final Definitions definitions;
    private final List<Integer> lost = new ArrayList<>();
    private final int restMillis;
    private boolean busy;
    private boolean paused;
    private int tokens;

    ClusterUser(World world, Objects objects, Definitions definitions) {
        this.world = world;
        this.kernel = world.kernel();
        this.objects = objects;
        this.definitions = definitions;
        this.restMillis = 2_000 + kernel.random().nextInt(14_000);
    }

    void setUp() {
        for (String crd : CRDS) {
            objects.create("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", crd);
        }
        // In any order: an old list may lack any of them.
        List<Integer> order = new ArrayList<>();
        for (int site = 0; site < world.sites(); site++) {
            order.add(kernel.random().nextInt(order.size() + 1), site);
        }
        order.forEach(site -> objects.create(NAMESPACES, namespaceObject(site)));
        for (int site = 0; site < world.sites(); site++) {
            for (HasMetadata object : definitions.ofSite(site)) {
                objects.create(object);
            }
            objects.create(definitions.cycle(site, world.settings(), false));
        }
    }

    private String namespaceObject(int site) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\""
                + namespace(site)
                + "\"}}";
    }

    private String namespace(int site) {
        return definitions.namespaces().get(site);
    }

    private String cycle(int site) {
        return Objects.path(DRCycle.class, namespace(site), Definitions.NAME);
    }

    /** The namespace of the farthest site that is there. */
    String standby() {
        int site = world.sites() - 1;
        while (site > 0 && lost.contains(site)) {
            site--;
        }
        return namespace(site);
    }

    /** A site's namespace goes with it. */
    void lose(int site) {
        if (lost.contains(site)) {
            return;
        }
        lost.add(site);
        kernel.say("user", "namespace " + namespace(site) + " is deleted");
        objects.delete(NAMESPACES + "/" + namespace(site));
    }

    /** Whether every Standby knows by itself which namespace to miss. */
    boolean everyStandbyHasSeen() {
        for (int site = 1; site < world.sites(); site++) {
            ObjectNode cycle =
                    objects.find("drcycles", namespace(site), Definitions.NAME).orElse(null);
            boolean seen = false;
            if (cycle != null) {
                for (JsonNode each : cycle.at("/status/namespaces")) {
                    seen |= each.path("name").asText().equals(namespace(0));
                }
            }
            if (!seen) {
                return false;
            }
        }
        return true;
    }

    void pause() {
        paused = true;
        kernel.say("user", "pauses the cycle");
        objects.merge(cycle(0), "{\"spec\":{\"paused\":true}}");
    }

    /** From now on the user changes this and that, or no more. */
    void busy(boolean now) {
        if (now && !busy) {
            busy = true;
            kernel.spawn(kernel.outside(), "user", this::change);
        } else if (!now && busy) {
            busy = false;
            settle();
        }
    }

    private void change() {
        while (busy) {
            kernel.sleep(MILLI * (1 + kernel.random().nextInt(restMillis)));
            if (busy) {
                something();
            }
        }
    }

    private void something() {
        // What is gone with production cannot be changed.
        switch (lost.contains(0) ? 4 + kernel.random().nextInt(3) : kernel.random().nextInt(7)) {
            case 6 -> {
                if (lost.contains(0) && objects.create(NAMESPACES, namespaceObject(0))) {
                    say("makes namespace " + namespace(0) + " anew");
                }
            }
            case 0 -> {
                boolean pause = kernel.random().nextBoolean();
                say(pause ? "pauses the cycle" : "lets the cycle go on");
                objects.merge(cycle(0), "{\"spec\":{\"paused\":" + pause + "}}");
            }
            case 1 -> {
                say("asks for a pass");
                objects.merge(cycle(0), "{\"spec\":{\"runToken\":\"t" + ++tokens + "\"}}");
            }
            case 2 -> {
                int millis = 200 + kernel.random().nextInt(3_000);
                say("changes the interval");
                objects.merge(cycle(0), "{\"spec\":{\"interval\":\"" + millis + "ms\"}}");
            }
            case 3 -> anew(0);
            case 4 -> {
                if (lost.isEmpty()) {
                    anew(1 + kernel.random().nextInt(world.sites() - 1));
                }
            }
            default -> deleteRecovery();
        }
    }

    private void say(String what) {
        kernel.say("user", what);
        world.totals().add("api user's changes", 1);
    }

    /** A DRCycle is deleted and made anew, at once or a little later. */
    private void anew(int site) {
        if (!objects.delete(cycle(site))) {
            return;
        }
        say("deletes the DRCycle of " + namespace(site) + ", and makes it anew");
        if (kernel.random().nextBoolean()) {
            kernel.sleep(MILLI * (1 + kernel.random().nextInt(3_000)));
        }
        make(site);
    }

    private void make(int site) {
        objects.create(definitions.cycle(site, world.settings(), paused && site == 0));
    }

    /**
     * A recovery that has not ended is deleted. Its Standby makes it anew, or the user does at
     * once, as {@code kubectl replace --force} does.
     */
    private void deleteRecovery() {
        for (ObjectNode each : objects.all("recoveries")) {
            if (each.at("/status/completedAt").asText().isEmpty()) {
                String name = each.at("/metadata/name").asText();
                String path =
                        Objects.path(Recovery.class, each.at("/metadata/namespace").asText(), name);
                boolean replaces = kernel.random().nextBoolean();
                say((replaces ? "replaces" : "deletes") + " Recovery " + name);
                if (objects.delete(path) && replaces) {
                    objects.create(path.substring(0, path.lastIndexOf('/')), anew(each));
                }
                return;
            }
        }
    }

    private static String anew(ObjectNode object) {
        ObjectNode bare = object.deepCopy();
        bare.remove("status");
        bare.withObject("/metadata").retain("name", "namespace");
        return bare.toString();
    }

    /** What the user wanted in the beginning is wanted again. */
    private void settle() {
        for (int site = 0; site < world.sites(); site++) {
            if (!lost.contains(site)) {
                make(site);
            }
        }
        if (!paused) {
            objects.merge(
                    cycle(0),
                    "{\"spec\":{\"paused\":false,\"runToken\":null,\"interval\":\""
                            + Definitions.text(world.settings().interval())
                            + "\"}}");
        }
    }
}
