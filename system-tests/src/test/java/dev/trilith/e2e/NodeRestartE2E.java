package dev.trilith.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every node dies and comes back with its disks. Only whoever made the cluster can do that: {@code
 * TRILITH_E2E_NODE_RESTART} is the command.
 */
class NodeRestartE2E {
    private static final String RESTART = "TRILITH_E2E_NODE_RESTART";
    private static final Cluster CLUSTER = Cluster.current();
    private static final InstalledLab LAB = new InstalledLab(CLUSTER, "restart");

    @BeforeAll
    static void install() {
        Assumptions.assumeTrue(
                System.getenv(RESTART) != null,
                RESTART + " is not set to a command that kills and restarts the cluster's nodes");
        LAB.install(InstalledLab.WITH_HOST.toArray(String[]::new));
    }

    @AfterAll
    static void uninstall() {
        if (System.getenv(RESTART) != null) {
            LAB.uninstall();
        }
    }

    @Test
    void everythingComesBackWithWhatWasFlushed() {
        LAB.awaitPasses(1);
        long before = LAB.hostPod().flushed();
        Cluster.Answer restarted = CLUSTER.run("sh", "-c", System.getenv(RESTART));
        assertThat(restarted.exit()).as(restarted.text()).isZero();
        Cluster.await().ignoreExceptions().until(() -> CLUSTER.has(LAB.namespace("remote")));

        LAB.until("the host writes on", () -> LAB.hostPod().flushed() > before);
        LAB.awaitPasses(2);
        LAB.awaitReady("remote");
        HostPod.assertAtLeast(before, LAB, "production");

        long last = LAB.hostPod().flushed();
        LAB.lose("production");
        LAB.awaitRecovery("remote");
        HostPod.assertAtLeast(last, LAB, "remote");
    }
}
