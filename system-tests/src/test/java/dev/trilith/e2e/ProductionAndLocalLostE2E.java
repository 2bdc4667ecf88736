package dev.trilith.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.operator.api.v1alpha1.Recovery;
import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two sites of three are gone at once: remote has what the last passes brought it. */
class ProductionAndLocalLostE2E {
    private static final InstalledLab LAB = new InstalledLab(Cluster.current(), "both");

    @BeforeAll
    static void install() {
        LAB.install();
    }

    @AfterAll
    static void uninstall() {
        LAB.uninstall();
    }

    @Test
    void remoteHasAWholeImageThatIsTwoPassesOldAtMost() throws IOException, InterruptedException {
        try (Writing writing = Writing.begin(LAB)) {
            LAB.awaitPasses(1);
            long early = writing.acknowledged();
            LAB.awaitPasses(3);
            writing.end();

            LAB.lose("production", "local");
            Recovery recovery = LAB.awaitRecovery("remote");
            try (Host host = LAB.host("remote")) {
                Writing.assertFile(host);
                var verdict = writing.assertPrefix(host);
                assertThat(verdict.firstLost() == 0 || verdict.firstLost() > early)
                        .as("write %d is missing, though passes ran after it", verdict.firstLost())
                        .isTrue();
                Figure.print(
                        "acknowledged writes lost with two sites",
                        verdict.lostAcknowledged() + " of " + verdict.acknowledged(),
                        "what the last passes had not brought");
            }
            var status = Objects.requireNonNull(recovery.getStatus());
            assertThat(status.phase()).isEqualTo("Finished");
            assertThat(status.mayBeLost()).isNotEmpty();
        }
    }
}
