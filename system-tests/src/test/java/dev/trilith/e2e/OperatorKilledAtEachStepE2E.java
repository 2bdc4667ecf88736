package dev.trilith.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.core.record.CopyCycleStep;
import dev.trilith.core.record.CopyManagementRecord;
import dev.trilith.core.record.Phase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The operator dies at every step of the cycle; the one after it takes the pass up. */
class OperatorKilledAtEachStepE2E {
    private static final InstalledLab LAB = new InstalledLab(Cluster.current(), "killed");

    /** So that a step is not over before its announcement is read and the operator is killed. */
    private static final String SLOW_RECORDS =
            "{\"disks\": [{\"port\": \"201f\", \"lu\": \"LU2\", \"latencyMillis\": 100}]}";

    @BeforeAll
    static void install() {
        LAB.install("--set", "interval=1s", "--set", "freeze.deadline=5s");
    }

    @AfterAll
    static void uninstall() {
        LAB.uninstall();
    }

    @Test
    void theCycleGoesOnAndNothingIsLost() throws IOException, InterruptedException {
        List<String> deaths = new ArrayList<>();
        try (Writing writing = Writing.begin(LAB)) {
            for (CopyCycleStep step : CopyCycleStep.values()) {
                slow(SLOW_RECORDS);
                if (step == CopyCycleStep.RUN_FIRST_LEG) {
                    breakTheFirstLeg();
                }
                deaths.add(killAt(step));
                assertGoldenCopy();
                slow("{}");
                LAB.awaitPasses(1);
                assertGoldenCopy();
            }
            Figure.print("the operator was killed after", deaths.toString(), "each step's intent");
            writing.end();
            LAB.awaitPasses(1);
            LAB.lose("production");
            LAB.awaitRecovery("remote");
            try (Host remote = LAB.host("remote")) {
                writing.assertWhole(remote);
            }
        }
    }

    /** Kills the operator once its newest record announces the step; says what it had done. */
    private static String killAt(CopyCycleStep step) {
        try (Host local = LAB.host("local")) {
            LAB.until("step " + step + " is announced", () -> announced(local, step));
            LAB.killOperator();
            return local.newestRecord()
                    .map((CopyManagementRecord r) -> r.step() + " " + r.phase())
                    .orElseThrow();
        }
    }

    private static boolean announced(Host host, CopyCycleStep step) {
        return host.newestRecord()
                .filter(r -> r.step() == step && r.phase() == Phase.INTENT)
                .isPresent();
    }

    /** Only after a break is the first leg run again. */
    private static void breakTheFirstLeg() {
        try (Host production = LAB.host("production")) {
            production.faults("{\"links\": [{\"peerArray\": \"2b\", \"cut\": true}]}");
            LAB.until(
                    "the broken leg is seen",
                    () -> !InstalledLab.isTrue(LAB.cycle("production"), "Ready"));
            production.faults("{}");
        }
    }

    private static void slow(String faults) {
        try (Host remote = LAB.host("remote")) {
            remote.faults(faults);
        }
    }

    /** Whatever the operator had begun, remote holds a whole image. */
    private static void assertGoldenCopy() {
        try (Host remote = LAB.host("remote")) {
            assertThat(remote.holdsWholeImageIn("211e", "211d")).isTrue();
        }
    }
}
