package dev.trilith.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.operator.api.v1alpha1.Recovery;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The disaster: production's namespace is deleted with everything in it after hosts wrote. */
class ProductionNamespaceLostE2E {
    private static final InstalledLab LAB = new InstalledLab(Cluster.current(), "lost");

    @BeforeAll
    static void install() {
        InstalledLab.installOperator(Cluster.current());
        Instant start = Instant.now();
        LAB.installLab(InstalledLab.WITH_HOST.toArray(String[]::new));
        LAB.awaitReady("production");
        Figure.atMost(
                Duration.ofSeconds(90),
                "helm install of the lab to Ready",
                Duration.between(start, Instant.now()));
    }

    @AfterAll
    static void uninstall() {
        LAB.uninstall();
    }

    @Test
    void whatAHostFlushedIsReadAtRemote() throws IOException, InterruptedException {
        long flushed;
        try (Writing writing = Writing.begin(LAB)) {
            LAB.awaitPasses(2);
            writing.end();
            flushed = LAB.hostPod().flushed();

            Instant start = Instant.now();
            LAB.lose("production");
            Recovery recovery = LAB.awaitRecovery("remote");
            try (Host host = LAB.host("remote")) {
                Writing.assertLate(host);
                Figure.atMost(
                        Figure.RTO,
                        "RTO from namespace deletion to data readable at remote",
                        Duration.between(start, Instant.now()));
                writing.assertWhole(host);
            }
            assertThat(Objects.requireNonNull(recovery.getStatus()).phase()).isEqualTo("Finished");

            LAB.until(
                    "production's namespace is gone",
                    Duration.ofSeconds(30).minus(Duration.between(start, Instant.now())),
                    () -> !LAB.cluster().has(LAB.namespace("production")));
            Figure.print("production's namespace gone after", Figure.since(start), "<= 30 s");
        }
        LAB.awaitReady("remote");
        assertThat(InstalledLab.reason(LAB.cycle("remote"), "Ready")).isEqualTo("Recovered");
        assertThat(LAB.assertStampsAt("local", "remote")).contains("is the site there?");
        HostPod.assertAtLeast(flushed, LAB, "remote");
    }
}
