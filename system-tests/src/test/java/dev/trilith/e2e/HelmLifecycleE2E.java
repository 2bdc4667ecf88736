package dev.trilith.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** From the chart before to this one, back, and away. */
class HelmLifecycleE2E {
    private static final Cluster CLUSTER = Cluster.current();
    private static final InstalledLab LAB = new InstalledLab(CLUSTER, "helm");

    @AfterAll
    static void uninstall() {
        LAB.uninstall();
    }

    @Test
    void installUpgradeRollbackUninstall() throws IOException {
        for (String chart : List.of("trilith", "trilith-lab")) {
            CLUSTER.helm("lint", "--strict", "helm/" + chart);
        }
        CLUSTER.namespace(InstalledLab.SYSTEM);
        CLUSTER.run("helm", "uninstall", "trilith", "-n", InstalledLab.SYSTEM, "--wait");
        // The definitions stay when a release goes, and so would what is new in them.
        CLUSTER.run("kubectl", "delete", "-k", "crds", "--ignore-not-found", "--wait");
        helm("install", "trilith", ChartsBefore.of("trilith"), InstalledLab.SYSTEM);
        CLUSTER.namespace(LAB.release());
        helm(
                "install",
                "lab",
                ChartsBefore.of("trilith-lab"),
                LAB.release(),
                Stream.concat(LAB.values().stream(), InstalledLab.WITH_HOST.stream())
                        .toArray(String[]::new));
        LAB.awaitPasses(1);
        byte[] bytes = Host.pattern(3, 1 << 16);
        try (Host host = LAB.host("production")) {
            host.write("LU0", 1 << 20, bytes);
        }
        LAB.assertStampsAt("production", "local", "remote");
        assertThat(portsKeepTheirPlaces()).as("as the definitions were").isFalse();

        helm("upgrade", "trilith", "helm/trilith", InstalledLab.SYSTEM);
        helm("upgrade", "lab", "helm/trilith-lab", LAB.release(), "--reset-then-reuse-values");
        assertThat(portsKeepTheirPlaces()).as("as the definitions are").isTrue();
        LAB.awaitPasses(1);
        LAB.assertStampsAt("production", "local", "remote");
        for (String release : List.of("lab", "trilith")) {
            String namespace = release.equals("lab") ? LAB.release() : InstalledLab.SYSTEM;
            CLUSTER.helm("rollback", release, "1", "-n", namespace, "--wait", "--timeout", "5m");
            assertThat(CLUSTER.helm("list", "-n", namespace)).contains("-" + ChartsBefore.VERSION);
        }
        assertThat(portsKeepTheirPlaces()).as("as the definitions were").isFalse();
        LAB.awaitPasses(1);
        try (Host host = LAB.host("production")) {
            assertThat(host.read("LU0", 1 << 20, bytes.length)).isEqualTo(bytes);
        }
        LAB.assertStampsAt("production", "local", "remote");
        LAB.hostPod().assertNeverStopped();

        CLUSTER.helm("uninstall", "lab", "-n", LAB.release(), "--wait", "--timeout", "3m");
        CLUSTER.helm("uninstall", "trilith", "-n", InstalledLab.SYSTEM, "--wait");
        LAB.until(
                "the sites are gone",
                () -> InstalledLab.SITES.stream().map(LAB::namespace).noneMatch(CLUSTER::has));
        assertThat(left("all,configmap,secret,serviceaccount,role,rolebinding,pdb,networkpolicy"))
                .isEmpty();
        assertThat(left("clusterrole,clusterrolebinding")).isEmpty();
        assertThat(left("crd")).as("the definitions are kept: crds.keep").hasSize(6);
    }

    /** A rule that the definitions before did not have. */
    private static boolean portsKeepTheirPlaces() {
        return CLUSTER.kubectl("get", "crd", "storagesubsystems.trilith.dev", "-o", "yaml")
                .contains("self.indexOf(p) == oldSelf.indexOf(p)");
    }

    /** What is left of the releases, by the labels that Helm's users look at. */
    private static List<String> left(String kinds) {
        return CLUSTER.kubectl(
                        "get",
                        kinds,
                        "-A",
                        "-l",
                        "app.kubernetes.io/part-of=trilith",
                        "-o",
                        "name",
                        "--ignore-not-found")
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    private static void helm(
            String verb, String release, String chart, String namespace, String... more) {
        List<String> command = new ArrayList<>(List.of(verb, release, chart, "-n", namespace));
        command.addAll(List.of("--wait", "--timeout", "5m"));
        command.addAll(List.of(more));
        CLUSTER.helm(command.toArray(String[]::new));
    }
}
