package dev.trilith.simulation.world;

import dev.trilith.simulation.kernel.Violation;
import dev.trilith.simulation.oracle.GoldenCopies.Image;
import dev.trilith.simulation.oracle.StampLog;
import dev.trilith.simulation.site.SimArray;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The images that a disaster left: a recovery may not end with less than the newest of them. */
final class Surviving {
    private static final class Kept {
        private final SimArray array;
        private final boolean pointInTime;
        private final long[] stamps;

        private Kept(SimArray array, boolean pointInTime, long[] stamps) {
            this.array = array;
            this.pointInTime = pointInTime;
            this.stamps = stamps;
        }
    }

    private final StampLog log;
    private final List<Kept> kept = new ArrayList<>();

    Surviving(StampLog log) {
        this.log = log;
    }

    /** Nothing is asked any more for what these arrays held. */
    void forget(Predicate<SimArray> gone) {
        kept.removeIf(k -> gone.test(k.array));
    }

    /** A machine lost its power: what of a group stands still there has stayed. */
    void dark(SimArray array, boolean pointInTime, Image now) {
        if (!now.still()) {
            kept.removeIf(k -> k.array.equals(array) && k.pointInTime == pointInTime);
        }
    }

    /** What a group holds, if it is an image. */
    void add(SimArray array, boolean pointInTime, Image now) {
        if (now.complete()) {
            kept.add(new Kept(array, pointInTime, now.stamps()));
        }
    }

    boolean none() {
        return kept.isEmpty();
    }

    /**
     * The newest, or one that may be: zeros, and a first machine that lost its power, can hide
     * which of two that is.
     */
    void require(long[] found) {
        String lacking = "";
        for (Kept image : kept) {
            boolean older = kept.stream().anyMatch(k -> log.older(image.stamps, k.stamps));
            int sector = log.lacking(found, image.stamps);
            if (!older && sector < 0) {
                return;
            }
            if (!older) {
                lacking =
                        "sector "
                                + sector
                                + " held write "
                                + image.stamps[sector]
                                + " and now holds "
                                + found[sector];
            }
        }
        if (!kept.isEmpty()) {
            throw new Violation("recovery", "a newer image survived: " + lacking);
        }
    }
}
