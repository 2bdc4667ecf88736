package dev.trilith.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trilith.cli.stamp.StampVerdict;
import dev.trilith.operator.api.v1alpha1.DRCycle;
import dev.trilith.operator.api.v1alpha1.Recovery;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Two clusters of three are gone at once. To remote that looks as if it were cut off itself, so it
 * says what it sees and waits for a person who knows; then it recovers with what it has.
 */
@OnThreeClusters
class ProductionAndLocalClusterLostE2E {
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
    void aPersonDeclaresTheLossAndRemoteRecoversFromWhatItHas() throws IOException {
        try (Writing writing = Writing.begin(lab.host("production"));
                Host remote = lab.host("remote")) {
            lab.awaitPasses(1);
            long early = writing.acknowledged();
            lab.awaitPasses(3);
            assertThat(writing.stopped()).as("why the host could not write on").isNull();

            lab.centres().enact(DataCentres.Deed.LOSE, "production", "local");
            writing.abandon();
            lab.until(
                    "remote asks for a person",
                    () ->
                            InstalledLab.message(lab.cycle("remote").getStatus(), "Ready")
                                    .contains("if production is lost, create a Recovery"));
            assertThat(lab.recoveries("remote")).as("silence alone is no loss").isEmpty();

            Instant start = Instant.now();
            declare(lab.cycle("remote"));
            Recovery recovery = lab.awaitRecovery();
            Writing.assertFile(remote);
            Figure.print(
                    "from a person's word that two clusters are lost to data readable at remote",
                    Figure.since(start),
                    "<= 15 s");
            StampVerdict verdict = writing.assertPrefix(remote);
            assertThat(verdict.firstLost() == 0 || verdict.firstLost() > early)
                    .as("write %d is missing, though passes ran after it", verdict.firstLost())
                    .isTrue();
            Figure.print(
                    "acknowledged writes lost with two clusters",
                    verdict.lostAcknowledged() + " of " + verdict.acknowledged(),
                    "what the last passes had not brought");
            var status = Objects.requireNonNull(recovery.getStatus());
            assertThat(status.phase()).isEqualTo("Finished");
            assertThat(status.mayBeLost()).isNotEmpty();
        }
    }

    /** Chain and groups as the cycle has them. */
    private void declare(DRCycle cycle) throws IOException {
        lab.cluster("remote")
                .apply(
                        new ObjectMapper()
                                .writeValueAsString(
                                        Map.of(
                                                "apiVersion",
                                                cycle.getApiVersion(),
                                                "kind",
                                                "Recovery",
                                                "metadata",
                                                Map.of(
                                                        "name", "regional-loss",
                                                        "namespace", "remote"),
                                                "spec",
                                                Map.of(
                                                        "cycleRef",
                                                        InstalledLab.CYCLE,
                                                        "site",
                                                        "remote",
                                                        "lostSite",
                                                        "production",
                                                        "alsoLost",
                                                        List.of("local"),
                                                        "chain",
                                                        cycle.getSpec().chain(),
                                                        "groups",
                                                        cycle.getSpec().groups()))));
    }
}
