package dev.trilith.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.core.record.CopyCycleStep;
import dev.trilith.core.record.CopyManagementRecord;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Remote's cable is out for half a minute while data is on its way there. Hosts write on, nobody
 * takes the silence for a loss, and the cycle goes on by itself when the cable is back.
 */
@OnThreeClusters
class RemoteClusterCutOffE2E {
    private static final Duration CUT = Duration.ofSeconds(30);
    private static final int TRIES = 5;
    private static final long BULK_AT = 16L << 20;
    private static final int BULK = 32 << 20;

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
    void hostsWriteOnNobodyRecoversAndTheCycleResumes() throws IOException, InterruptedException {
        try (Writing writing = Writing.begin(lab.host("production"));
                Host production = lab.host("production");
                Host local = lab.host("local")) {
            lab.awaitPasses(1);
            Instant cut = cutInTheMiddleOfAPass(production, local);
            long term = record(local).number().term();
            long before = writing.acknowledged();
            // The story's own length: the cable is out for that long.
            Awaitility.await()
                    .atMost(CUT.multipliedBy(3))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> Duration.between(cut, Instant.now()).compareTo(CUT) >= 0);
            assertThat(writing.stopped()).as("why the host could not write on").isNull();
            long during = writing.acknowledged() - before;
            Figure.print(
                    "host writes acknowledged while remote was cut off",
                    during + " in " + Figure.since(cut),
                    "> 0");
            assertThat(during).isPositive();
            assertThat(lab.recoveries("production")).isEmpty();
            assertThat(lab.recoveries("local")).isEmpty();

            lab.centres().enact(DataCentres.Deed.HEAL, "remote");
            Instant healed = Instant.now();
            lab.awaitPasses(2);
            Figure.print("two passes after the cable was back", Figure.since(healed), "<= 30 s");
            lab.awaitReason("remote", "Watching");
            assertThat(lab.recoveries("remote")).isEmpty();
            assertThat(record(local).number().term()).as("nobody sealed an array").isEqualTo(term);

            writing.end();
            lab.awaitPasses(2);
            assertWholeEverywhere(writing, production, local);
        }
    }

    private void assertWholeEverywhere(Writing writing, Host production, Host local)
            throws IOException {
        try (Host remote = lab.host("remote")) {
            writing.assertWhole(remote);
        }
        Writing.assertFile(local);
        Writing.assertLate(local);
        for (String[] volumes : new String[][] {{"LU0", "LU4"}, {"LU1", "LU5"}}) {
            assertThat(writing.assertPrefix(local, volumes[0], volumes[1]).lostAcknowledged())
                    .isZero();
        }
        assertThat(writing.assertPrefix(production, "LU0", "LU2").lostAcknowledged()).isZero();
    }

    /** A pass may be over before the cable is out: then again, with as much to carry. */
    private Instant cutInTheMiddleOfAPass(Host production, Host local) throws IOException {
        for (int round = 1; round <= TRIES; round++) {
            for (String lu : new String[] {"LU0", "LU2"}) {
                production.write(lu, BULK_AT, Host.pattern(round, BULK));
            }
            lab.until("data is on its way to remote", () -> underWay(record(local)));
            lab.centres().enact(DataCentres.Deed.CUT, "remote");
            Instant cut = Instant.now();
            lab.until(
                    "production notices",
                    () -> !InstalledLab.isTrue(lab.cycle("production").getStatus(), "Ready"));
            if (underWay(record(local))) {
                return cut;
            }
            lab.centres().enact(DataCentres.Deed.HEAL, "remote");
            lab.awaitPasses(1);
        }
        throw new AssertionError(
                "in " + TRIES + " passes the transfer was over before the cable was out");
    }

    private static boolean underWay(CopyManagementRecord record) {
        return record.step() == CopyCycleStep.RUN_ONWARD;
    }

    private static CopyManagementRecord record(Host host) {
        return host.newestRecord().orElseThrow();
    }
}
