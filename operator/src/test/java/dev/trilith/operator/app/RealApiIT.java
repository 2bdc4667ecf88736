package dev.trilith.operator.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trilith.core.cycle.CycleObserver;
import dev.trilith.core.recovery.RecoveryObserver;
import dev.trilith.operator.api.v1alpha1.CopyPair;
import dev.trilith.operator.api.v1alpha1.CopyPairSpec.DeletionPolicy;
import dev.trilith.operator.api.v1alpha1.DRCycle;
import dev.trilith.operator.api.v1alpha1.DRCycleSpec;
import dev.trilith.operator.api.v1alpha1.Recovery;
import dev.trilith.operator.api.v1alpha1.StorageSubsystem;
import dev.trilith.operator.api.v1alpha1.VolumeDefinition;
import dev.trilith.operator.reconcile.Scope;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What only a real API server can tell. Runs against the cluster that KUBECONFIG names, in
 * namespaces of its own; the arrays are in memory, so no pod need run.
 */
@Tag("cluster")
class RealApiIT {
    private static final String PREFIX =
            "trilith-" + UUID.randomUUID().toString().substring(0, 8) + "-";
    private static final KubernetesClient CLIENT = new KubernetesClientBuilder().build();
    private static final String SANDBOX = PREFIX + "sandbox";

    @BeforeAll
    static void install() {
        Crds.all().forEach(RealApiIT::apply);
        Crds.all()
                .forEach(crd ->
                        CLIENT.resource(crd)
                                .waitUntilCondition(
                                        c ->
                                                c.getStatus().getConditions().stream()
                                                        .anyMatch(s ->
                                                                s.getType().equals("Established")),
                                        30,
                                        java.util.concurrent.TimeUnit.SECONDS));
        apply(Resources.namespace(SANDBOX));
    }

    @AfterAll
    static void remove() {
        CLIENT.namespaces().list().getItems().stream()
                .filter(namespace -> namespace.getMetadata().getName().startsWith(PREFIX))
                .forEach(namespace -> CLIENT.resource(namespace).delete());
        CLIENT.close();
    }

    @Test
    void theExampleIsAcceptedAndDefaultsAreFilledIn() {
        String prefix = PREFIX + "example-";
        Resources.example(prefix).forEach(RealApiIT::apply);
        DRCycle cycle = get(DRCycle.class, prefix + "production", "three-sites");
        assertThat(cycle.getSpec().paused()).isFalse();
        assertThat(get(CopyPair.class, prefix + "production", "p1").getSpec().deletionPolicy())
                .isEqualTo(DeletionPolicy.RETAIN);
        assertThat(
                        get(VolumeDefinition.class, prefix + "production", "2a-201b-lu0")
                                .getSpec()
                                .storesManagementInformation())
                .isFalse();
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("dev.trilith.operator.app.BadManifests#all")
    void aBadManifestIsRefusedInOurWords(String kind, String name, String spec, String words) {
        String manifest =
                "apiVersion: trilith.dev/v1alpha1\nkind: "
                        + kind
                        + "\nmetadata: {name: "
                        + name
                        + ", namespace: "
                        + SANDBOX
                        + "}\n"
                        + spec;
        GenericKubernetesResource bad =
                Serialization.unmarshal(manifest, GenericKubernetesResource.class);
        assertThatThrownBy(() ->
                        CLIENT.genericKubernetesResources("trilith.dev/v1alpha1", kind)
                                .inNamespace(SANDBOX)
                                .resource(bad)
                                .create())
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining(words);
    }

    @Test
    void whatMustNotChangeCannotChange() {
        apply(Resources.volume(SANDBOX, "2a", "201b", "LU0", "fixed", "64Ki"));
        assertThatThrownBy(() ->
                        apply(Resources.volume(SANDBOX, "2a", "201b", "LU1", "fixed", "64Ki")))
                .hasMessageContaining("a defined volume does not change");
        apply(Resources.subsystem(SANDBOX, "2x", "201b", "201c"));
        assertThatThrownBy(() -> apply(Resources.subsystem(SANDBOX, "2x", "201b")))
                .hasMessageContaining("a port cannot be taken away");
        apply(Resources.subsystem(SANDBOX, "2x", "201b", "201c", "201d"));
    }

    @Test
    void theReconcilersPassesWorkAndASecondOperatorWritesNothing() {
        String prefix = PREFIX + "run-";
        try (Sites sites = new Sites()) {
            try (TrilithOperator first = operator(sites, prefix)) {
                first.start();
                for (HasMetadata object : Resources.example(prefix)) {
                    applyAndRun(object);
                }
                awaitCycle(prefix + "production", c -> cycle(c) >= 3);
                awaitCycle(
                        prefix + "remote", c -> Resources.reason(c.getStatus()).equals("Watching"));
                pause(prefix);
                awaitCycle(
                        prefix + "production",
                        c -> Resources.reason(c.getStatus()).equals("Paused"));
                long last = cycle(get(DRCycle.class, prefix + "production", "three-sites"));
                awaitCycle(prefix + "remote", c -> cycle(c) == last);
                onlyStatusIsOurs(get(DRCycle.class, prefix + "production", "three-sites"));
                onlyStatusIsOurs(get(CopyPair.class, prefix + "local", "p2"));
            }
            Map<String, String> before = settledVersions(prefix);
            sites.changes().clear();
            try (TrilithOperator second = operator(sites, prefix)) {
                second.start();
                apply(Resources.volume(prefix + "remote", "2c", "201f", "LU9", "211z", "64Ki"));
                await(
                        VolumeDefinition.class,
                        prefix + "remote",
                        "2c-211z",
                        v -> Resources.ready(v.getStatus()));
                OperatorLab.awaitIt()
                        .until(() ->
                                sites.changes().stream()
                                                .filter(c -> c.startsWith("register"))
                                                .count()
                                        >= 18);
                assertThat(versions(prefix))
                        .as(() ->
                                Serialization.asYaml(
                                        get(DRCycle.class, prefix + "production", "three-sites")
                                                .getStatus()))
                        .containsAllEntriesOf(before);
                assertThat(sites.changes())
                        .allMatch(c -> c.startsWith("register") || c.startsWith("define 2c"));
            }
        }
    }

    @Test
    void aDeletedProductionNamespaceIsGoneSoonAndRecovered() {
        String prefix = PREFIX + "loss-";
        try (Sites sites = new Sites();
                TrilithOperator operator = operator(sites, prefix)) {
            operator.start();
            for (HasMetadata object : Resources.example(prefix)) {
                applyAndRun(object);
            }
            awaitCycle(prefix + "production", c -> cycle(c) >= 2);
            awaitCycle(prefix + "remote", c -> Resources.reason(c.getStatus()).equals("Watching"));
            CLIENT.namespaces().withName(prefix + "production").delete();
            sites.kill("2a");
            OperatorLab.awaitIt()
                    .until(() ->
                            CLIENT
                                    .resources(Recovery.class)
                                    .inNamespace(prefix + "remote")
                                    .list()
                                    .getItems()
                                    .stream()
                                    .anyMatch(r -> Resources.ready(r.getStatus())));
            OperatorLab.awaitIt()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> CLIENT.namespaces().withName(prefix + "production").get() == null);
        }
    }

    private static TrilithOperator operator(Sites sites, String prefix) {
        OperatorSettings settings =
                new OperatorSettings(
                        Scope.CLUSTER,
                        Set.of(prefix + "production", prefix + "local", prefix + "remote"),
                        OperatorSettings.DEFAULT_ARRAY_IMAGE,
                        Duration.ofSeconds(1),
                        Duration.ofMillis(200));
        return new TrilithOperator(
                CLIENT,
                settings,
                sites.dialer(),
                sites.doorstep(),
                sites.accessDialer(),
                () -> {},
                CycleObserver.NONE,
                RecoveryObserver.NONE);
    }

    private static void applyAndRun(HasMetadata object) {
        apply(object);
        if (object instanceof StorageSubsystem subsystem) {
            apply(
                    Resources.slice(
                            subsystem.getMetadata().getNamespace(),
                            subsystem.getMetadata().getName(),
                            "10.0.0.1",
                            subsystem.getSpec().ports().toArray(String[]::new)));
        }
    }

    private static void pause(String prefix) {
        DRCycle cycle =
                Resources.example(prefix).stream()
                        .filter(DRCycle.class::isInstance)
                        .map(DRCycle.class::cast)
                        .filter(c -> c.getMetadata().getNamespace().endsWith("production"))
                        .findFirst()
                        .orElseThrow();
        DRCycleSpec spec = cycle.getSpec();
        cycle.setSpec(
                new DRCycleSpec(
                        spec.chain(),
                        spec.groups(),
                        spec.interval(),
                        spec.freeze(),
                        true,
                        null,
                        spec.recovery()));
        apply(cycle);
    }

    private static void onlyStatusIsOurs(HasMetadata object) {
        assertThat(object.getMetadata().getManagedFields())
                .filteredOn(entry -> entry.getManager().equals("trilith-operator"))
                .extracting(ManagedFieldsEntry::getSubresource)
                .containsExactly("status");
        assertThat(object.getFinalizers()).isEmpty();
    }

    /** The versions of everything, once a paused cycle has come to rest. */
    private static Map<String, String> settledVersions(String prefix) {
        List<Map<String, String>> last = new ArrayList<>(List.of(Map.of()));
        return OperatorLab.awaitIt()
                .pollInterval(Duration.ofMillis(500))
                .until(
                        () -> {
                            Map<String, String> now = versions(prefix);
                            boolean same = now.equals(last.set(0, now));
                            return same ? now : null;
                        },
                        Objects::nonNull);
    }

    private static Map<String, String> versions(String prefix) {
        Map<String, String> versions = new TreeMap<>();
        for (String site : List.of("production", "local", "remote")) {
            for (Class<? extends HasMetadata> kind :
                    new HashSet<>(
                            List.of(
                                    StorageSubsystem.class,
                                    VolumeDefinition.class,
                                    CopyPair.class,
                                    DRCycle.class,
                                    StatefulSet.class,
                                    io.fabric8.kubernetes.api.model.Service.class))) {
                for (HasMetadata object :
                        CLIENT.resources(kind).inNamespace(prefix + site).list().getItems()) {
                    versions.put(
                            kind.getSimpleName()
                                    + " "
                                    + site
                                    + "/"
                                    + object.getMetadata().getName(),
                            object.getMetadata().getResourceVersion());
                }
            }
        }
        return versions;
    }

    private static void apply(HasMetadata object) {
        CLIENT.resource(object)
                .patch(
                        new PatchContext.Builder()
                                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                                .withFieldManager("user")
                                .withForce(true)
                                .build());
    }

    private static <R extends HasMetadata> R get(Class<R> kind, String namespace, String name) {
        return Objects.requireNonNull(
                CLIENT.resources(kind).inNamespace(namespace).withName(name).get());
    }

    private static <R extends HasMetadata> R await(
            Class<R> kind, String namespace, String name, Predicate<R> wanted) {
        return OperatorLab.awaitIt()
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> CLIENT.resources(kind).inNamespace(namespace).withName(name).get(),
                        found -> found != null && wanted.test(found));
    }

    private static DRCycle awaitCycle(String namespace, Predicate<DRCycle> wanted) {
        return await(DRCycle.class, namespace, "three-sites", wanted);
    }

    private static long cycle(DRCycle cycle) {
        Long number = cycle.getStatus() == null ? null : cycle.getStatus().cycle();
        return number == null ? -1 : number;
    }
}
