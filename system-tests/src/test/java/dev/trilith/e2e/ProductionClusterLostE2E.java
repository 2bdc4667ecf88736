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
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Production's whole cluster is gone at once, API server, operator and array, while a host writes.
 * Remote's operator finds that local does not reach it either, and recovers by itself.
 */
@OnThreeClusters
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ProductionClusterLostE2E {
    private ThreeClusters lab;

    @BeforeAll
    void install() {
        lab = ThreeClusters.install();
    }

    @AfterAll
    void uninstall() {
        lab.uninstall();
    }

    @Test
    @Order(1)
    void anArrayThatItsClusterStartsAgainIsNoLoss() {
        Cluster production = lab.cluster("production");
        lab.until(
                "remote sees that the array is away, and its cluster is not",
                () -> {
                    // Again and again, so that it is away for longer than the grace.
                    production.run(
                            "kubectl",
                            "-n",
                            "production",
                            "delete",
                            "pod",
                            "array-2a-0",
                            "--force",
                            "--grace-period=0",
                            "--ignore-not-found");
                    return InstalledLab.message(lab.cycle("remote").getStatus(), "Ready")
                            .contains("the machine at its address does");
                });
        lab.awaitPasses(1);
        lab.awaitReason("remote", "Watching");
        assertThat(lab.recoveries("remote")).isEmpty();
    }

    @Test
    @Order(2)
    void whatWasAcknowledgedIsReadAtRemoteWithoutAnybodysHelp() throws IOException {
        try (Writing writing = Writing.begin(lab.host("production"));
                Host remote = lab.host("remote")) {
            lab.awaitPasses(2);
            assertThat(writing.stopped()).as("why the host could not write on").isNull();

            Instant start = Instant.now();
            lab.centres().enact(DataCentres.Deed.LOSE, "production");
            writing.abandon();
            Recovery recovery = lab.awaitRecovery();
            Writing.assertFile(remote);
            Figure.atMost(
                    Figure.RTO,
                    "RTO from the loss of production's cluster to data readable at remote",
                    Duration.between(start, Instant.now()));

            StampVerdict verdict = writing.assertPrefix(remote);
            Figure.print(
                    "acknowledged writes lost with production's cluster",
                    verdict.lostAcknowledged() + " of " + verdict.acknowledged(),
                    "0");
            assertThat(verdict.acknowledged()).isPositive();
            assertThat(verdict.lostAcknowledged()).isZero();
            var status = Objects.requireNonNull(recovery.getStatus());
            assertThat(status.phase()).isEqualTo("Finished");
            assertThat(Objects.requireNonNull(status.recoveryPoint()).consistencyTime())
                    .isNotNull();
            assertThat(status.mayBeLost())
                    .as("what production may have acknowledged when nobody heard it any more")
                    .isNotEmpty();
        }
        lab.awaitReason("remote", "Recovered");
        assertThat(lab.recoveries("local")).isEmpty();
    }
}
