package dev.trilith.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.core.record.CopyCycleStep;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Operator and arrays are upgraded from the chart before while a pass runs and a host writes. */
class UpgradeDuringCycleE2E {
    private static final Cluster CLUSTER = Cluster.current();
    private static final InstalledLab LAB = new InstalledLab(CLUSTER, "upgrade");

    @BeforeAll
    static void installTheChartsBefore() {
        CLUSTER.namespace(InstalledLab.SYSTEM);
        helm("trilith", ChartsBefore.of("trilith"), InstalledLab.SYSTEM, List.of("--reset-values"));
        CLUSTER.namespace(LAB.release());
        List<String> values = new ArrayList<>(LAB.values());
        values.addAll(InstalledLab.WITH_HOST);
        helm("lab", ChartsBefore.of("trilith-lab"), LAB.release(), values);
    }

    @AfterAll
    static void uninstall() {
        LAB.uninstall();
    }

    @Test
    void thePassEndsAndTheHostLosesNothing() {
        long flushed = LAB.hostPod().flushed();
        awaitTransfer();
        helm(
                "trilith",
                "helm/trilith",
                InstalledLab.SYSTEM,
                List.of("--reset-values", "--set-string", "operator.podAnnotations.upgraded=yes"));
        LAB.awaitPasses(1);

        String array = pod("production");
        awaitTransfer();
        // Another limit brings every array a new pod, as another image would.
        helm(
                "lab",
                "helm/trilith-lab",
                LAB.release(),
                List.of(
                        "--reset-then-reuse-values",
                        "--set",
                        "arrays.resources.limits.memory=520Mi"));
        LAB.until("production's array has a new pod", () -> !pod("production").equals(array));
        LAB.awaitPasses(2);
        LAB.hostPod().assertNeverStopped();
        HostPod.assertAtLeast(flushed, LAB, "production");

        long last = LAB.hostPod().flushed();
        assertThat(last).isGreaterThan(flushed);
        LAB.lose("production");
        LAB.awaitRecovery("remote");
        HostPod.assertAtLeast(last, LAB, "remote");
    }

    private static void awaitTransfer() {
        try (Host local = LAB.host("local")) {
            LAB.until(
                    "data is on its way to remote",
                    () ->
                            local.newestRecord()
                                    .filter(r -> r.step() == CopyCycleStep.RUN_ONWARD)
                                    .isPresent());
        }
    }

    private static String pod(String site) {
        return CLUSTER.run(
                        "kubectl",
                        "-n",
                        LAB.namespace(site),
                        "get",
                        "pod",
                        "array-" + InstalledLab.array(site) + "-0",
                        "-o",
                        "jsonpath={.metadata.uid}/{.status.containerStatuses[0].ready}")
                .text();
    }

    private static void helm(String release, String chart, String namespace, List<String> more) {
        List<String> command =
                new ArrayList<>(List.of("upgrade", "--install", release, chart, "-n", namespace));
        command.addAll(List.of("--wait", "--timeout", "5m"));
        command.addAll(more);
        CLUSTER.helm(command.toArray(String[]::new));
    }
}
