package dev.trilith.simulation.oracle;

import dev.trilith.emulator.engine.ArrayEngine;
import dev.trilith.emulator.engine.ArrayView;
import dev.trilith.simulation.kernel.Violation;
import dev.trilith.simulation.site.SimArray;
import java.util.List;

/** Before anything went wrong no array may have found anything wrong. */
public final class Undisturbed {
    private Undisturbed() {}

    /** Looks at what an array has noted so far. May wait for the array's own locks first. */
    public static void check(SimArray array) {
        ArrayEngine engine = array.engine();
        List<ArrayView.EventView> events = engine == null ? List.of() : engine.view().events();
        for (ArrayView.EventView event : events) {
            if (trouble(event)) {
                throw new Violation(
                        "undisturbed",
                        array.name() + " before anything went wrong: " + event.text());
            }
        }
    }

    private static boolean trouble(ArrayView.EventView event) {
        return switch (event.kind()) {
            // The sender may hear the connection end before it notes that it ended it.
            case LegBroken -> !event.text().endsWith("suspended by the sender");
            case FreezeExpired, DiskFailed -> true;
            default -> false;
        };
    }
}
