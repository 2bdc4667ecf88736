package dev.trilith.emulator.engine.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trilith.emulator.engine.PairStatus;
import dev.trilith.emulator.engine.VolumeAddress;
import dev.trilith.emulator.engine.device.ForwardingThreads;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The control memory's force fails while the end of a received leg is noted: the array ends its
 * process, for a leg that is neither received nor stopped would wait for nobody.
 */
@Timeout(120)
class FailedNoteIT {
    private static final long SIZE = 1024 * 1024;
    private static final String LEG = "2a->2b";

    @TempDir private Path folder;

    /** Notes that the process would end; the thread that says so goes no further. */
    private static final class Mortal extends ForwardingThreads {
        private final List<String> ended = new CopyOnWriteArrayList<>();

        @Override
        public void die(String why) {
            ended.add(why);
            throw new IllegalStateException("the process ends here: " + why);
        }
    }

    @Test
    void anArrayThatCannotNoteTheEndOfALegEndsItself() {
        BadForceDisk disk = new BadForceDisk();
        Mortal threads = new Mortal();
        try (ArrayLab lab = new ArrayLab(folder)) {
            lab.start("2a");
            lab.disk(disk);
            lab.threads(threads);
            lab.start("2b");
            VolumeAddress a = lab.define("2a", 1, "A", SIZE);
            VolumeAddress b = lab.define("2b", 1, "B", SIZE);
            lab.pair("P1", "G1", a, b);
            lab.sealAll("G1", 1);
            lab.run("2a", "G1", LEG);
            lab.write(a, 1, 7);

            disk.failJournalsNow();
            lab.suspend("2a", "G1", LEG);
            await().until(() -> !threads.ended.isEmpty());
            assertThat(threads.ended.get(0))
                    .contains("array 2b")
                    .contains("control.journal could not be made durable");

            disk.failForcesOf();
            lab.crash("2b");
            assertThat(lab.leg("2b", "G1", LEG))
                    .as("stopped, with or without the note that failed")
                    .allMatch(p -> Set.of(PairStatus.PSUE, PairStatus.PSUS).contains(p.status()));
            assertThat(lab.value(b, 1)).isEqualTo(7);
        }
    }
}
