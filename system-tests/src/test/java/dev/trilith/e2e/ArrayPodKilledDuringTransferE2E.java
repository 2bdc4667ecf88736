package dev.trilith.e2e;

import dev.trilith.core.record.CopyCycleStep;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An array's pod dies while data is on its way to it or from it; the cycle resumes by itself. */
class ArrayPodKilledDuringTransferE2E {
    private static final InstalledLab LAB = new InstalledLab(Cluster.current(), "transfer");

    @BeforeAll
    static void install() {
        LAB.install();
    }

    @AfterAll
    static void uninstall() {
        LAB.uninstall();
    }

    @Test
    void hostsWriteOnAndNothingIsLost() throws IOException, InterruptedException {
        try (Writing writing = Writing.begin(LAB)) {
            for (String site : new String[] {"remote", "local"}) {
                try (Host local = LAB.host("local")) {
                    LAB.until(
                            "data is on its way to remote",
                            () ->
                                    local.newestRecord()
                                            .filter(r -> r.step() == CopyCycleStep.RUN_ONWARD)
                                            .isPresent());
                }
                LAB.kill(LAB.namespace(site), "array-" + InstalledLab.array(site) + "-0");
                LAB.awaitPasses(2);
            }
            writing.end();
            LAB.awaitPasses(1);
            LAB.lose("production");
            LAB.awaitRecovery("remote");
            try (Host remote = LAB.host("remote")) {
                writing.assertWhole(remote);
            }
        }
    }
}
