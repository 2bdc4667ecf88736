package dev.trilith.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** An operator in each site: production's dies with production, remote's recovers. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SiteScopeE2E {
    private static final Cluster CLUSTER = Cluster.current();
    private static final InstalledLab LAB = new InstalledLab(CLUSTER, "scope");

    /** What each operator asked for and what it was granted, taken while it was there. */
    private static final Map<String, ApiUse> USES = new TreeMap<>();

    private static final Map<String, Set<String>> GRANTS = new TreeMap<>();

    /** Whether these are used is what RightsE2E shows. */
    private static final Set<String> WHEN_AN_ARRAY_DOES_NOT_START =
            Set.of("get /pods", "get /persistentvolumeclaims");

    @BeforeAll
    static void install() {
        InstalledLab.installOperator(CLUSTER, "--set", "operator.enabled=false");
        CLUSTER.namespace(LAB.release());
        List<String> lab = new ArrayList<>(List.of("install", "lab", "helm/trilith-lab", "-n"));
        lab.add(LAB.release());
        lab.addAll(List.of("-f", "helm/trilith-lab/values-site-scope.yaml"));
        lab.addAll(LAB.values());
        CLUSTER.helm(lab.toArray(String[]::new));
        for (String site : InstalledLab.SITES) {
            List<String> operator =
                    new ArrayList<>(List.of("install", "trilith", "helm/trilith", "-n"));
            operator.addAll(
                    List.of(
                            LAB.namespace(site),
                            "-f",
                            "helm/trilith/values-site.yaml",
                            "--set",
                            "operator.chainNamespaces={"
                                    + String.join(
                                            ",",
                                            InstalledLab.SITES.stream()
                                                    .map(LAB::namespace)
                                                    .toList())
                                    + "}"));
            operator.addAll(ApiUse.LOGGED);
            CLUSTER.helm(operator.toArray(String[]::new));
        }
    }

    @AfterAll
    static void uninstall() {
        for (String site : InstalledLab.SITES) {
            CLUSTER.run("helm", "uninstall", "trilith", "-n", LAB.namespace(site), "--wait");
            CLUSTER.run(
                    "kubectl",
                    "delete",
                    "clusterrole,clusterrolebinding",
                    "trilith-operator-" + LAB.namespace(site),
                    "--ignore-not-found");
        }
        LAB.uninstall();
        InstalledLab.installOperator(CLUSTER);
    }

    @Test
    @Order(1)
    void anOperatorSeesItsOwnNamespaceOnly() {
        LAB.awaitReady("production");
        LAB.awaitReady("remote");
        assertThat(mayProduction("list", "storagesubsystems.trilith.dev", "production"))
                .isEqualTo("yes");
        assertThat(mayProduction("list", "storagesubsystems.trilith.dev", "remote"))
                .isEqualTo("no");
        assertThat(mayProduction("get", "secrets", "remote")).isEqualTo("no");
        assertThat(mayProduction("patch", "drcycles.trilith.dev/status", "remote")).isEqualTo("no");
        assertThat(mayProduction("get", "namespaces/" + LAB.namespace("remote"), "remote"))
                .isEqualTo("yes");
        assertThat(mayProduction("get", "namespaces/kube-system", "kube-system")).isEqualTo("no");
    }

    @Test
    @Order(2)
    void aWrongTokenIsNamedAndTheWayOutIsToCorrectIt() {
        String secret = secretFor("production", "remote");
        String right =
                CLUSTER.kubectl(
                        "-n",
                        LAB.namespace("production"),
                        "get",
                        "secret",
                        secret,
                        "-o",
                        "jsonpath={.data.token}");
        token(secret, Base64.getEncoder().encodeToString("this-is-wrong".getBytes(UTF_8)));
        // A Secret sends no event; the operator that runs reads it again by itself.
        LAB.until(
                "the wrong token is named",
                () -> {
                    String said = conditions("production");
                    return said.contains("Unauthenticated") && said.contains("array 2c refused");
                });
        token(secret, right);
        LAB.awaitReady("production");
        LAB.awaitPasses(1);
    }

    @Test
    @Order(3)
    void remoteRecoversWithoutTheOperatorThatDied() throws IOException, InterruptedException {
        assertThat(pods("production")).contains("trilith-operator");
        try (Writing writing = Writing.begin(LAB)) {
            LAB.awaitPasses(2);
            writing.end();
            take("production");
            Instant start = Instant.now();
            LAB.lose("production");
            LAB.awaitRecovery("remote");
            try (Host remote = LAB.host("remote")) {
                Writing.assertLate(remote);
                Figure.atMost(
                        Figure.RTO,
                        "RTO with an operator in each site",
                        Duration.between(start, Instant.now()));
                writing.assertWhole(remote);
            }
            LAB.until(
                    "production's namespace is gone, operator and all",
                    Duration.ofSeconds(30).minus(Duration.between(start, Instant.now())),
                    () -> !CLUSTER.has(LAB.namespace("production")));
            Figure.print(
                    "production's namespace with its operator gone after",
                    Figure.since(start),
                    "<= 30 s");
        }
        LAB.awaitReady("remote");
    }

    @Test
    @Order(4)
    void whatTheOperatorsAskedForIsWhatTheyWereGranted() {
        take("local");
        take("remote");
        Set<String> granted = new TreeSet<>();
        Set<String> asked = new TreeSet<>(WHEN_AN_ARRAY_DOES_NOT_START);
        for (String site : InstalledLab.SITES) {
            ApiUse use = Objects.requireNonNull(USES.get(site));
            Set<String> own = Objects.requireNonNull(GRANTS.get(site));
            assertThat(use.refused()).as("refused to %s", site).isEmpty();
            assertThat(own).as("granted to %s", site).containsAll(use.asked(own));
            granted.addAll(own);
            asked.addAll(use.asked(own));
        }
        assertThat(asked).isEqualTo(granted);
        assertThat(GRANTS.values())
                .as("every site's operator is granted the same")
                .containsOnly(granted);
    }

    private static void take(String site) {
        USES.put(
                site, ApiUse.ofOperator(CLUSTER, LAB.namespace(site), LAB.namespace("production")));
        Set<String> granted = ApiUse.granted(CLUSTER, "trilith-operator-" + LAB.namespace(site));
        granted.addAll(
                ApiUse.granted(
                        CLUSTER.client()
                                .rbac()
                                .roles()
                                .inNamespace(LAB.namespace(site))
                                .withName("trilith-operator")
                                .get()
                                .getRules()));
        GRANTS.put(site, granted);
    }

    private static String mayProduction(String verb, String resource, String site) {
        String namespace = site.equals("kube-system") ? site : LAB.namespace(site);
        return CLUSTER.run(
                        "kubectl",
                        "auth",
                        "can-i",
                        verb,
                        resource,
                        "-n",
                        namespace,
                        "--as=system:serviceaccount:"
                                + LAB.namespace("production")
                                + ":trilith-operator")
                .text()
                .lines()
                .reduce((before, last) -> last)
                .orElse("");
    }

    private static String secretFor(String site, String peer) {
        return CLUSTER.kubectl(
                "-n",
                LAB.namespace(site),
                "get",
                "subsys",
                InstalledLab.array(peer),
                "-o",
                "jsonpath={.spec.external.credentialsRef.name}");
    }

    private static void token(String secret, String base64) {
        CLUSTER.kubectl(
                "-n",
                LAB.namespace("production"),
                "patch",
                "secret",
                secret,
                "--type=merge",
                "-p",
                "{\"data\": {\"token\": \"" + base64 + "\"}}");
    }

    private static String conditions(String site) {
        return CLUSTER.kubectl(
                "-n",
                LAB.namespace(site),
                "get",
                "drcycle,subsys",
                "-o",
                "jsonpath={range .items[*]}{.metadata.name}: {.status.conditions}{end}");
    }

    private static String pods(String site) {
        return CLUSTER.kubectl("-n", LAB.namespace(site), "get", "pods", "-o", "name");
    }
}
