package dev.trilith.simulation.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.simulation.disk.CopyUnderPower.Victim;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A copy forgets a difference only when the other side holds it durably, and is called in step only
 * then, while the other side's flush overlaps with the copying: the power is cut in every turn in
 * which a disk became other than it was, in the one after it, and in some between.
 */
class CopyPowerLossTest {
    /** Turns between two cuts where nothing changed but data. */
    private static final int STRIDE = Integer.getInteger("trilith.copy.stride", 200);

    private static final int FEWEST = 12;

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void nothingIsForgottenThatIsNotDurable(boolean internal, boolean underWrites) {
        TreeSet<Long> cuts = new TreeSet<>();
        CopyUnderPower undisturbed = new CopyUnderPower(internal, underWrites);
        undisturbed.begin();
        long first = undisturbed.turns();
        undisturbed.untilPaired(cuts);
        long last = cuts.last();
        long stride = Math.clamp((last - first) / FEWEST, 1, STRIDE);
        for (long turn = first; turn < last; turn += stride) {
            cuts.add(turn);
        }
        long began = System.nanoTime();
        for (long turn : cuts) {
            for (Victim victim : internal ? List.of(Victim.BOTH) : List.of(Victim.values())) {
                CopyUnderPower copy = new CopyUnderPower(internal, underWrites);
                copy.begin();
                copy.runTo(turn);
                copy.cut(victim);
            }
        }
        System.out.printf(
                "copies: %s%s: power cut at %d of %d turns, %d ms%n",
                internal ? "within an array" : "between arrays",
                underWrites ? ", under writes" : "",
                cuts.size(),
                last - first,
                (System.nanoTime() - began) / 1_000_000);
        assertThat(cuts).hasSizeGreaterThanOrEqualTo(FEWEST);
    }
}
