package dev.trilith.e2e;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every pod of the operator and of the lab dies at once, as when their node restarts. */
class NodeRestartE2E {
    private static final InstalledLab LAB = new InstalledLab(Cluster.current(), "restart");

    @BeforeAll
    static void install() {
        LAB.install();
    }

    @AfterAll
    static void uninstall() {
        LAB.uninstall();
    }

    @Test
    void everythingComesBackWithWhatWasFlushed() throws IOException, InterruptedException {
        try (Writing writing = Writing.begin(LAB)) {
            LAB.awaitPasses(1);
            writing.end();
            LAB.killOperator();
            for (String site : InstalledLab.SITES) {
                LAB.kill(LAB.namespace(site), "--all");
            }
            LAB.awaitPasses(2);
            LAB.awaitReady("remote");
            try (Host production = LAB.host("production")) {
                Writing.assertLate(production);
                Writing.assertFile(production);
            }
            LAB.lose("production");
            LAB.awaitRecovery("remote");
            try (Host remote = LAB.host("remote")) {
                writing.assertWhole(remote);
            }
        }
    }
}
