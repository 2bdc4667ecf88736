package dev.trilith.simulation.oracle;

import dev.trilith.core.array.ArraySnapshot;
import dev.trilith.core.array.PairState;
import dev.trilith.core.array.PairStatus;
import dev.trilith.emulator.engine.ArrayEngine;
import dev.trilith.simulation.kernel.Kernel;
import dev.trilith.simulation.kernel.Violation;
import dev.trilith.simulation.site.SimArray;
import dev.trilith.simulation.site.Translation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * While both arrays say that the first leg is in step, the second has every write that a host was
 * told is done: were production lost at this instant, nothing would be missing.
 */
public final class MirroredWrites {
    private static final int LOOKS = 4;
    private final Kernel kernel;
    private final SimArray production;
    private final SimArray local;
    private final StampLog log;

    /** Looks at the first two arrays of a chain. */
    public MirroredWrites(Kernel kernel, SimArray production, SimArray local, StampLog log) {
        this.log = log;
        this.kernel = kernel;
        this.production = production;
        this.local = local;
    }

    /** Checks one write that was acknowledged. May wait for the arrays' own locks first. */
    public void check(int slot, long stamp) {
        for (int look = 0; look < LOOKS; look++) {
            long turn = kernel.turns();
            boolean inStep = paired(production) && paired(local);
            if (!inStep) {
                return;
            }
            if (turn == kernel.turns()) {
                compare(slot, stamp);
                return;
            }
        }
    }

    private void compare(int slot, long stamp) {
        long[] found = new long[Layout.BLOCK / Layout.SECTOR];
        local.look(
                "L" + slot / Layout.BLOCKS,
                Layout.offset(slot % Layout.BLOCKS),
                found,
                0,
                found.length);
        for (long sector : found) {
            if (!log.holds(slot, sector, stamp)) {
                throw new Violation(
                        "acknowledged",
                        "block "
                                + slot
                                + " at "
                                + local.name()
                                + " holds write "
                                + sector
                                + " and lacks write "
                                + stamp
                                + ", which was acknowledged while both arrays were in step");
            }
        }
    }

    private static boolean paired(SimArray array) {
        ArrayEngine engine = array.engine();
        ArraySnapshot seen = engine == null ? null : Translation.snapshot(engine.view());
        return paired(seen);
    }

    private static boolean paired(@Nullable ArraySnapshot seen) {
        List<PairState> pairs = seen == null ? List.of() : seen.leg("G1", "2a->2b");
        return !pairs.isEmpty() && pairs.stream().allMatch(p -> p.status() == PairStatus.PAIR);
    }
}
