package dev.trilith.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An operator in each site: production's dies with production, remote's recovers. */
class SiteScopeE2E {
    private static final Cluster CLUSTER = Cluster.current();
    private static final InstalledLab LAB = new InstalledLab(CLUSTER, "scope");

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
            CLUSTER.helm(
                    "install",
                    "trilith",
                    "helm/trilith",
                    "-n",
                    LAB.namespace(site),
                    "-f",
                    "helm/trilith/values-site.yaml",
                    "--set",
                    "operator.chainNamespaces={"
                            + String.join(
                                    ",", InstalledLab.SITES.stream().map(LAB::namespace).toList())
                            + "}");
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
    void remoteRecoversWithoutTheOperatorThatDied() throws IOException, InterruptedException {
        LAB.awaitReady("production");
        LAB.awaitReady("remote");
        assertThat(pods("production")).contains("trilith-operator");
        try (Writing writing = Writing.begin(LAB)) {
            LAB.awaitPasses(2);
            writing.end();
            Instant start = Instant.now();
            LAB.lose("production");
            LAB.awaitRecovery("remote");
            try (Host remote = LAB.host("remote")) {
                Writing.assertLate(remote);
                Figure.print("RTO with an operator in each site", Figure.since(start), "<= 15 s");
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

    private static String pods(String site) {
        return CLUSTER.kubectl("-n", LAB.namespace(site), "get", "pods", "-o", "name");
    }
}
