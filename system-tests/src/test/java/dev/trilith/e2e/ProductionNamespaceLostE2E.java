package dev.trilith.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.cli.stamp.StampVerdict;
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
    void whatWasAcknowledgedUntilTheLastMomentIsReadAtRemote() throws IOException {
        long flushed;
        try (Writing writing = Writing.begin(LAB)) {
            LAB.awaitPasses(2);
            assertThat(writing.stopped()).as("why the host could not write on").isNull();
            flushed = LAB.hostPod().flushed();
            long before = writing.acknowledged();

            Instant start = Instant.now();
            LAB.lose("production");
            Recovery recovery = LAB.awaitRecovery("remote");
            try (Host host = LAB.host("remote")) {
                Writing.assertFile(host);
                Figure.atMost(
                        Figure.RTO,
                        "RTO from namespace deletion to data readable at remote",
                        Duration.between(start, Instant.now()));
                writing.abandon();
                StampVerdict verdict = writing.assertPrefix(host);
                Figure.print(
                        "acknowledged writes lost with production's namespace",
                        verdict.lostAcknowledged()
                                + " of "
                                + verdict.acknowledged()
                                + ", "
                                + (verdict.acknowledged() - before)
                                + " of them while it was being deleted",
                        "0");
                assertThat(verdict.lostAcknowledged()).isZero();
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
