package dev.trilith.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.operator.api.v1alpha1.ConditionedStatus;
import dev.trilith.operator.api.v1alpha1.DRCycle;
import dev.trilith.operator.api.v1alpha1.DRCycleStatus;
import dev.trilith.operator.api.v1alpha1.Recovery;
import dev.trilith.operator.api.v1alpha1.StatusCondition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/** One lab from the charts, in namespaces of its own, under one operator for the whole cluster. */
final class InstalledLab {
    /**
     * The operator's namespace; the definitions belong to its release, so it is always this one.
     */
    static final String SYSTEM = "trilith-system";

    static final String CYCLE = "three-sites";
    static final List<String> SITES = List.of("production", "local", "remote");

    /** The values that put a pod into production which writes stamped data for ever. */
    static final List<String> WITH_HOST = List.of("--set", "host.enabled=true");

    private final Cluster cluster;
    private final String story;

    InstalledLab(Cluster cluster, String story) {
        this.cluster = cluster;
        this.story = story;
    }

    /** Installs the operator unless it runs as the chart's values say. */
    static void installOperator(Cluster cluster, String... more) {
        cluster.namespace(SYSTEM);
        List<String> command =
                new ArrayList<>(
                        List.of("upgrade", "--install", "trilith", "helm/trilith", "-n", SYSTEM));
        // Else Helm keeps what the release was given by the story before.
        command.add("--reset-values");
        command.addAll(List.of("--wait", "--timeout", "5m"));
        command.addAll(List.of(more));
        cluster.helm(command.toArray(String[]::new));
    }

    /** Installs operator and lab, and returns when every site holds a whole image. */
    InstalledLab install(String... more) {
        installOperator(cluster);
        return installLab(more);
    }

    /** Installs the lab alone. */
    InstalledLab installLab(String... more) {
        cluster.namespace(release());
        List<String> command =
                new ArrayList<>(List.of("install", "lab", "helm/trilith-lab", "-n", release()));
        command.addAll(values());
        command.addAll(List.of("--wait", "--timeout", "5m"));
        command.addAll(List.of(more));
        told(() -> cluster.helm(command.toArray(String[]::new)));
        return this;
    }

    /** The values that put the lab into its own namespaces. */
    List<String> values() {
        List<String> values = new ArrayList<>();
        for (String site : SITES) {
            values.addAll(List.of("--set", "sites." + site + ".namespace=" + namespace(site)));
        }
        return values;
    }

    /** Takes the lab away and returns when its namespaces are gone. */
    void uninstall() {
        cluster.run("helm", "uninstall", "lab", "-n", release(), "--wait", "--timeout", "2m");
        List<String> all = new ArrayList<>(SITES.stream().map(this::namespace).toList());
        all.add(release());
        cluster.run(
                "kubectl", "delete", "namespace", "--ignore-not-found", "--wait=false", release());
        until("the lab's namespaces are gone", () -> all.stream().noneMatch(cluster::has));
    }

    Cluster cluster() {
        return cluster;
    }

    /** The namespace of the release. */
    String release() {
        return story + "-lab";
    }

    String namespace(String site) {
        return story + "-" + site;
    }

    /** A host that reaches this site's array. */
    Host host(String site) {
        return Host.of(cluster, namespace(site), array(site));
    }

    /** The pod of {@link #WITH_HOST}. */
    HostPod hostPod() {
        return new HostPod(this);
    }

    /**
     * Runs {@code helm test}, which must find the host's stamps at these sites, in no other order
     * and without a gap, and must leave everything as it is.
     *
     * @return what the tests said
     */
    String assertStampsAt(String... sites) {
        String said = cluster.helm("test", "lab", "-n", release(), "--timeout", "5m");
        for (String site : sites) {
            assertThat(said)
                    .containsPattern("the first [1-9]\\d* writes of run .* are on " + drive(site));
        }
        return said;
    }

    private static String drive(String site) {
        return switch (site) {
            case "production" -> "211a ";
            case "local" -> "211c ";
            default -> "211e ";
        };
    }

    static String array(String site) {
        return switch (site) {
            case "production" -> "2a";
            case "local" -> "2b";
            default -> "2c";
        };
    }

    DRCycleStatus cycle(String site) {
        DRCycle found =
                cluster.client()
                        .resources(DRCycle.class)
                        .inNamespace(namespace(site))
                        .withName(CYCLE)
                        .get();
        return found == null || found.getStatus() == null
                ? new DRCycleStatus(
                        null, null, null, null, null, null, null, null, null, null, null, null,
                        null, null)
                : found.getStatus();
    }

    /** The number of the pass that production is in or has finished last. */
    long pass() {
        Long number = cycle("production").cycle();
        return number == null ? 0 : number;
    }

    /** Waits until production has finished this many more passes. */
    void awaitPasses(int more) {
        long wanted = pass() + more;
        until("pass " + wanted + " has begun", () -> pass() >= wanted);
        awaitReady("production");
    }

    void awaitReady(String site) {
        until(site + " is Ready", () -> isTrue(cycle(site), "Ready"));
    }

    /** The recoveries at a site. */
    List<Recovery> recoveries(String site) {
        return cluster.client()
                .resources(Recovery.class)
                .inNamespace(namespace(site))
                .list()
                .getItems();
    }

    /** Waits for the one recovery at a site and returns it. */
    Recovery awaitRecovery(String site) {
        until(
                "the recovery at " + site + " is Ready",
                () -> recoveries(site).stream().anyMatch(r -> isTrue(r.getStatus(), "Ready")));
        List<Recovery> found = recoveries(site);
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    /** The reason of a condition, or an empty text. */
    static String reason(@Nullable ConditionedStatus status, String type) {
        return find(status, type, StatusCondition::reason);
    }

    /** The message of a condition, or an empty text. */
    static String message(@Nullable ConditionedStatus status, String type) {
        return find(status, type, StatusCondition::message);
    }

    static boolean isTrue(@Nullable ConditionedStatus status, String type) {
        return find(status, type, StatusCondition::status).equals("True");
    }

    /** Waits; when it takes too long, the lab's state is told. */
    void until(String what, Callable<Boolean> condition) {
        until(what, Cluster.PATIENCE, condition);
    }

    /** Waits no longer than the bound. */
    void until(String what, Duration bound, Callable<Boolean> condition) {
        told(() -> {
            try {
                Cluster.await().atMost(bound).until(condition);
            } catch (ConditionTimeoutException e) {
                throw new AssertionError("not within " + bound + ": " + what, e);
            }
        });
    }

    /** The disaster at these sites, all at once. */
    void lose(String... sites) {
        List<String> command = new ArrayList<>(List.of("delete", "namespace", "--wait=false"));
        for (String site : sites) {
            command.add(namespace(site));
        }
        cluster.kubectl(command.toArray(String[]::new));
    }

    /** Pods of this lab and of its operator, killed with no time to say good-bye. */
    void kill(String namespace, String... selector) {
        List<String> command =
                new ArrayList<>(List.of("-n", namespace, "delete", "pod", "--force"));
        command.addAll(List.of("--grace-period=0", "--wait=false"));
        command.addAll(List.of(selector));
        cluster.kubectl(command.toArray(String[]::new));
    }

    /** Kills the operator. */
    void killOperator() {
        kill(SYSTEM, "--all");
    }

    private void told(Runnable action) {
        try {
            action.run();
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "\n" + state(), e);
        }
    }

    private String state() {
        StringBuilder state = new StringBuilder();
        for (String site : SITES) {
            state.append(
                    cluster.run(
                                    "kubectl",
                                    "-n",
                                    namespace(site),
                                    "get",
                                    "pods,pvc,subsys,cpair,voldef,drc,recovery,sgrant")
                            .text());
        }
        return state
                + cluster.run("kubectl", "-n", SYSTEM, "get", "pods").text()
                + cluster.run(
                                "kubectl",
                                "-n",
                                SYSTEM,
                                "logs",
                                "deploy/trilith-operator",
                                "--tail=30")
                        .text();
    }

    private static String find(
            @Nullable ConditionedStatus status,
            String type,
            java.util.function.Function<StatusCondition, String> what) {
        List<StatusCondition> conditions = status == null ? null : status.conditions();
        return conditions == null
                ? ""
                : conditions.stream()
                        .filter(c -> c.type().equals(type))
                        .map(what)
                        .findFirst()
                        .orElse("");
    }
}
