package dev.trilith.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.core.record.CopyCycleStep;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The operator and the lab are upgraded while a pass runs and hosts write. */
class UpgradeDuringCycleE2E {
    private static final InstalledLab LAB = new InstalledLab(Cluster.current(), "upgrade");

    @BeforeAll
    static void install() {
        LAB.install();
    }

    @AfterAll
    static void uninstall() {
        LAB.uninstall();
    }

    @Test
    void hostsNoticeNothing() throws IOException, InterruptedException {
        try (Writing writing = Writing.begin(LAB)) {
            try (Host local = LAB.host("local")) {
                LAB.until(
                        "data is on its way to remote",
                        () ->
                                local.newestRecord()
                                        .filter(r -> r.step() == CopyCycleStep.RUN_ONWARD)
                                        .isPresent());
            }
            InstalledLab.installOperator(
                    LAB.cluster(), "--set-string", "operator.podAnnotations.upgraded=yes");
            LAB.awaitPasses(1);
            LAB.cluster()
                    .helm(
                            "upgrade",
                            "lab",
                            "helm/trilith-lab",
                            "-n",
                            LAB.release(),
                            "--reuse-values",
                            "--set",
                            "volumes=3",
                            "--wait",
                            "--timeout",
                            "5m");
            LAB.awaitPasses(2);
            assertThat(
                            LAB.cluster()
                                    .kubectl(
                                            "-n",
                                            LAB.namespace("remote"),
                                            "get",
                                            "voldef",
                                            "-o",
                                            "name"))
                    .contains("2c-201f-lu6");
            writing.end();
            LAB.lose("production");
            LAB.awaitRecovery("remote");
            try (Host remote = LAB.host("remote")) {
                writing.assertWhole(remote);
            }
        }
        InstalledLab.installOperator(LAB.cluster());
    }
}
