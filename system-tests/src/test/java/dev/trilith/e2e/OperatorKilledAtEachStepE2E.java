package dev.trilith.e2e;

import dev.trilith.core.record.CopyCycleStep;
import dev.trilith.core.record.CopyManagementRecord;
import dev.trilith.core.record.Phase;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The operator dies at every step of the cycle; the one after it takes the pass up. */
class OperatorKilledAtEachStepE2E {
    private static final InstalledLab LAB = new InstalledLab(Cluster.current(), "killed");

    @BeforeAll
    static void install() {
        LAB.install("--set", "interval=2s");
    }

    @AfterAll
    static void uninstall() {
        LAB.uninstall();
    }

    @Test
    void theCycleGoesOnAndNothingIsLost() throws IOException, InterruptedException {
        try (Writing writing = Writing.begin(LAB)) {
            for (CopyCycleStep step : CopyCycleStep.values()) {
                try (Host local = LAB.host("local")) {
                    LAB.until("step " + step + " is announced", () -> announced(local, step));
                }
                LAB.killOperator();
                LAB.awaitPasses(1);
            }
            writing.end();
            LAB.lose("production");
            LAB.awaitRecovery("remote");
            try (Host remote = LAB.host("remote")) {
                writing.assertWhole(remote);
            }
        }
    }

    private static boolean announced(Host host, CopyCycleStep step) {
        return host.newestRecord()
                .filter((CopyManagementRecord r) -> r.step() == step && r.phase() == Phase.INTENT)
                .isPresent();
    }
}
