package dev.trilith.simulation.oracle;

import dev.trilith.emulator.engine.ArrayEngine;
import dev.trilith.emulator.engine.ArrayView;
import dev.trilith.emulator.engine.PairStatus;
import dev.trilith.simulation.kernel.Violation;
import dev.trilith.simulation.site.SimArray;
import java.util.List;

/** Passes stop for a pause; what hosts write to production goes to the second site all the same. */
public final class Mirrored {
    private Mirrored() {}

    /** Looks at the pairs of production's array. May wait for the array's own locks first. */
    public static void check(SimArray array) {
        ArrayEngine engine = array.engine();
        List<ArrayView.PairView> pairs = engine == null ? List.of() : engine.view().pairs();
        for (ArrayView.PairView pair : pairs) {
            if (pair.status() != PairStatus.PAIR) {
                throw new Violation(
                        "liveness", "the cycle rests, paused, and does not mirror: " + pair);
            }
        }
    }
}
