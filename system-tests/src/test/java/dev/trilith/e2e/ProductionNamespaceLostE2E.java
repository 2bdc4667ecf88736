package dev.trilith.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.cli.stamp.Stamp;
import dev.trilith.cli.stamp.StampArea;
import dev.trilith.cli.stamp.StampChecker;
import dev.trilith.cli.stamp.StampLog;
import dev.trilith.cli.stamp.StampVerdict;
import dev.trilith.cli.stamp.StampedWriter;
import dev.trilith.operator.api.v1alpha1.Recovery;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The disaster: production's namespace is deleted with everything in it while hosts write. */
class ProductionNamespaceLostE2E {
    private static final InstalledLab LAB = new InstalledLab(Cluster.current(), "lost");
    private static final int MEGABYTE = 1 << 20;
    private static final byte[] FILE = Host.pattern(1, 3 * MEGABYTE);
    private static final byte[] LATE = Host.pattern(2, 4096);
    private static final List<StampArea> AREAS =
            List.of(new StampArea("211a", 2048, 64), new StampArea("211a-2", 2048, 64));

    @BeforeAll
    static void install() {
        InstalledLab.installOperator(Cluster.current());
        Instant start = Instant.now();
        LAB.installLab();
        LAB.awaitReady("production");
        Figure.print("helm install of the lab to Ready", Figure.since(start), "<= 90 s");
    }

    @AfterAll
    static void uninstall() {
        LAB.uninstall();
    }

    @Test
    void whatAHostFlushedIsReadAtRemote() throws IOException, InterruptedException {
        StampLog log = new StampLog(UUID.randomUUID());
        try (Host host = LAB.host("production")) {
            host.write("LU0", MEGABYTE, FILE);
            try (StampedWriter writer =
                    new StampedWriter(
                            log, AREAS, List.of(host.volume("LU0"), host.volume("LU2")), 7)) {
                writer.start();
                LAB.awaitPasses(2);
                writer.stop();
                assertThat(writer.end()).as("why the host could not write on").isNull();
            }
            host.write("LU0", 6 * MEGABYTE, LATE);
        }

        Instant start = Instant.now();
        LAB.cluster().kubectl("delete", "namespace", LAB.namespace("production"), "--wait=false");
        Recovery recovery = LAB.awaitRecovery("remote");
        try (Host host = LAB.host("remote")) {
            assertThat(host.read("LU0", 6 * MEGABYTE, LATE.length)).isEqualTo(LATE);
            Figure.print(
                    "RTO from namespace deletion to data readable at remote",
                    Figure.since(start),
                    "<= 15 s");
            assertThat(host.read("LU0", MEGABYTE, FILE.length)).isEqualTo(FILE);
            assertEveryStampIsThere(log, host);
        }
        assertThat(Objects.requireNonNull(recovery.getStatus()).phase()).isEqualTo("Finished");

        LAB.until(
                "production's namespace is gone",
                Duration.ofSeconds(30).minus(Duration.between(start, Instant.now())),
                () -> !LAB.cluster().has(LAB.namespace("production")));
        Figure.print("production's namespace gone after", Figure.since(start), "<= 30 s");
        LAB.awaitReady("remote");
        assertThat(InstalledLab.reason(LAB.cycle("remote"), "Ready")).isEqualTo("Recovered");
    }

    private static void assertEveryStampIsThere(StampLog log, Host host) throws IOException {
        List<byte[]> images =
                List.of(stamps(host, "LU0", AREAS.get(0)), stamps(host, "LU4", AREAS.get(1)));
        StampVerdict verdict = StampChecker.check(log, AREAS, images);
        assertThat(log.acknowledged()).isPositive();
        assertThat(verdict.faults()).isEmpty();
        assertThat(verdict.lostAcknowledged()).isZero();
    }

    private static byte[] stamps(Host host, String lu, StampArea area) throws IOException {
        return host.read(lu, area.firstBlock() * Stamp.BLOCK_BYTES, area.lengthBytes());
    }
}
