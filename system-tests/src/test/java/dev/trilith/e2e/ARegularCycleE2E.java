package dev.trilith.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.operator.api.v1alpha1.CopyPair;
import dev.trilith.operator.api.v1alpha1.DRCycle;
import dev.trilith.operator.api.v1alpha1.StorageSubsystem;
import dev.trilith.operator.api.v1alpha1.VolumeDefinition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Nothing happens but the cycle: what users, GitOps tools and the API server see of it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ARegularCycleE2E {
    private static final InstalledLab LAB = new InstalledLab(Cluster.current(), "regular");
    private static final Duration REST = Duration.ofSeconds(60);
    private static final long RSS_MIB = 200;
    private static final int PATCHES_A_PASS = 2;
    private static final List<Class<? extends CustomResource<?, ?>>> KINDS =
            List.of(StorageSubsystem.class, VolumeDefinition.class, CopyPair.class, DRCycle.class);

    /** Whose selector kubectl always sends anew, so that it says so whatever comes of it. */
    private static final String ALWAYS_CONFIGURED = "poddisruptionbudget";

    private static int seenOnTheWay;
    private static List<String> contradictions = List.of();

    @BeforeAll
    static void install() {
        InstalledLab.installOperator(LAB.cluster(), ApiUse.LOGGED.toArray(String[]::new));
        try (Changes changes = Changes.of(LAB)) {
            LAB.installLab();
            LAB.awaitReady("remote");
            seenOnTheWay = changes.all().size();
            contradictions = changes.contradictions();
        }
    }

    @AfterAll
    static void uninstall() {
        LAB.uninstall();
    }

    @Test
    @Order(1)
    void kubectlWaitAndKstatusAgree() {
        for (String site : InstalledLab.SITES) {
            LAB.cluster()
                    .kubectl(
                            "-n",
                            LAB.namespace(site),
                            "wait",
                            "subsys,voldef,cpair",
                            "--all",
                            "--for=condition=Ready",
                            "--timeout=60s");
        }
        for (String site : List.of("production", "remote")) {
            LAB.cluster()
                    .kubectl(
                            "-n",
                            LAB.namespace(site),
                            "wait",
                            "drcycle/three-sites",
                            "--for=condition=Ready",
                            "--timeout=60s");
        }
        for (HasMetadata object : objects()) {
            var status = ((CustomResource<?, ?>) object).getStatus();
            var conditioned =
                    (dev.trilith.operator.api.v1alpha1.ConditionedStatus)
                            Objects.requireNonNull(status);
            assertThat(InstalledLab.isTrue(conditioned, "Ready")).as(name(object)).isTrue();
            assertThat(InstalledLab.isTrue(conditioned, "Reconciling")).as(name(object)).isFalse();
            assertThat(InstalledLab.isTrue(conditioned, "Stalled")).as(name(object)).isFalse();
        }
    }

    @Test
    @Order(1)
    void noVersionOnTheWayToReadyIsContradictory() {
        assertThat(seenOnTheWay).isGreaterThan(KINDS.size());
        assertThat(contradictions).isEmpty();
    }

    @Test
    @Order(2)
    void applyingTwiceChangesNothingAndDiffStaysEmpty() {
        String manifest = LAB.cluster().helm("get", "manifest", "lab", "-n", LAB.release());
        LAB.cluster().apply(manifest);
        Map<String, Long> before = generations();
        LAB.awaitPasses(2);
        assertThat(LAB.cluster().apply(manifest).lines())
                .filteredOn(line -> !line.startsWith(ALWAYS_CONFIGURED))
                .allMatch(line -> line.endsWith(" unchanged"));
        assertThat(generations()).isEqualTo(before);
        Cluster.Answer diff =
                LAB.cluster()
                        .withFile(
                                manifest,
                                file ->
                                        LAB.cluster()
                                                .run("kubectl", "diff", "-f", file.toString()));
        assertThat(diff.text()).isEmpty();
        assertThat(diff.exit()).isZero();
        assertThat(
                        LAB.cluster()
                                .withFile(
                                        manifest,
                                        file ->
                                                LAB.cluster()
                                                        .kubectl(
                                                                "apply",
                                                                "--dry-run=server",
                                                                "-f",
                                                                file.toString()))
                                .lines())
                .filteredOn(line -> !line.startsWith(ALWAYS_CONFIGURED))
                .allMatch(line -> line.endsWith(" unchanged (server dry run)"));
    }

    @Test
    @Order(3)
    void aPassTakesAtMostTwoStatusPatches() {
        long first;
        long last;
        Map<Long, Long> patches;
        List<String> asked;
        try (Changes changes = Changes.of(LAB)) {
            int before = statusPatches().size();
            first = LAB.pass();
            LAB.awaitPasses(4);
            last = LAB.pass();
            List<String> sent = statusPatches();
            asked = sent.subList(before, sent.size());
            patches =
                    Stream.of("production", "remote")
                            .flatMap(site -> changes.ofCycle(LAB.namespace(site)).stream())
                            .map(c -> Objects.requireNonNull(c.getStatus()).cycle())
                            .map(Objects::requireNonNull)
                            .collect(
                                    Collectors.groupingBy(
                                            Function.identity(), Collectors.counting()));
            Map<String, Long> all =
                    changes.names().stream()
                            .collect(
                                    Collectors.groupingBy(
                                            Function.identity(), Collectors.counting()));
            Figure.print(
                    "API writes in passes " + first + " to " + last, all.toString(), "2 a pass");
            assertThat(changes.contradictions()).isEmpty();
        }
        assertThat(patches.keySet()).contains(first + 1, last - 1);
        assertThat(patches.values()).allMatch(count -> count <= PATCHES_A_PASS);
        // The watch does not show a patch that changes nothing; the operator's own log does.
        Figure.print(
                "status patches sent in passes " + first + " to " + last,
                Integer.toString(asked.size()),
                "<= " + PATCHES_A_PASS + " a pass");
        assertThat(asked).hasSizeLessThanOrEqualTo((int) (PATCHES_A_PASS * (last - first + 1)));
    }

    private static List<String> statusPatches() {
        return ApiUse.writes(LAB.cluster(), InstalledLab.SYSTEM).stream()
                .filter(write -> write.contains("PATCH") && write.contains("/status"))
                .toList();
    }

    @Test
    @Order(4)
    void nothingIsWrittenWhileNothingChanges() {
        pause(true);
        LAB.until(
                "the cycle is paused",
                () -> InstalledLab.reason(LAB.cycle("production"), "Ready").equals("Paused"));
        // Remote sees the last pass from its record, a moment later than production says Paused.
        long last = LAB.pass();
        LAB.until(
                "remote has seen the last pass",
                () -> Objects.equals(LAB.cycle("remote").cycle(), last));
        Usage before = Usage.ofOperator(LAB.cluster());
        List<String> writes = writesDuring(REST);
        Figure.print(
                "API writes in " + REST.toSeconds() + " s of rest",
                Integer.toString(writes.size()),
                "0");
        assertThat(writes).isEmpty();
        Usage[] after = {before};
        LAB.until(
                "the kubelet has counted again",
                () -> {
                    after[0] = Usage.ofOperator(LAB.cluster());
                    return after[0].at().isAfter(before.at());
                });
        printUsage(before, after[0]);
        assertThat(after[0].rssBytes() >> 20).as("MiB").isLessThanOrEqualTo(RSS_MIB);
        pause(false);
        LAB.awaitPasses(1);
    }

    /** What the operator asks to be written in that time, whether it changes anything or not. */
    private static List<String> writesDuring(Duration rest) {
        List<String> before = ApiUse.writes(LAB.cluster(), InstalledLab.SYSTEM);
        Instant end = Instant.now().plus(rest);
        Cluster.await().until(() -> Instant.now().isAfter(end));
        List<String> after = ApiUse.writes(LAB.cluster(), InstalledLab.SYSTEM);
        assertThat(after).as("one log of one operator").startsWith(before.toArray(String[]::new));
        return after.subList(before.size(), after.size());
    }

    private static void printUsage(Usage before, Usage after) {
        Figure.print("operator's resident memory", (after.rssBytes() >> 20) + " MiB", "<= 200 MiB");
        double share =
                100.0
                        * (after.cpuNanos() - before.cpuNanos())
                        / Duration.between(before.at(), after.at()).toNanos();
        Figure.print(
                "operator's CPU at rest over "
                        + Figure.seconds(Duration.between(before.at(), after.at())),
                String.format(Locale.ROOT, "%.2f %% of a core", share),
                "<= 1 %");
    }

    private static void pause(boolean paused) {
        LAB.cluster()
                .kubectl(
                        "-n",
                        LAB.namespace("production"),
                        "patch",
                        "drcycle",
                        InstalledLab.CYCLE,
                        "--type=merge",
                        "-p",
                        "{\"spec\": {\"paused\": " + paused + "}}");
    }

    private static List<HasMetadata> objects() {
        return InstalledLab.SITES.stream()
                .flatMap(site ->
                        KINDS.stream()
                                .<HasMetadata>flatMap(kind ->
                                        LAB
                                                .cluster()
                                                .client()
                                                .resources(kind)
                                                .inNamespace(LAB.namespace(site))
                                                .list()
                                                .getItems()
                                                .stream()))
                .toList();
    }

    private static Map<String, Long> generations() {
        Stream<HasMetadata> budgets =
                InstalledLab.SITES.stream()
                        .flatMap(site ->
                                LAB
                                        .cluster()
                                        .client()
                                        .policy()
                                        .v1()
                                        .podDisruptionBudget()
                                        .inNamespace(LAB.namespace(site))
                                        .list()
                                        .getItems()
                                        .stream());
        return Stream.concat(objects().stream(), budgets)
                .collect(
                        Collectors.toMap(
                                ARegularCycleE2E::name, o -> o.getMetadata().getGeneration()));
    }

    private static String name(HasMetadata object) {
        return object.getKind()
                + " "
                + object.getMetadata().getNamespace()
                + "/"
                + object.getMetadata().getName();
    }
}
