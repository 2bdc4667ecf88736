package dev.trilith.simulation.oracle;

import dev.trilith.core.array.ArraySnapshot;
import dev.trilith.core.array.Cut;
import dev.trilith.core.array.ImageLabel;
import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.array.VolumeState;
import dev.trilith.simulation.kernel.SimProcess;
import dev.trilith.simulation.kernel.Violation;
import dev.trilith.simulation.site.SimArray;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Every backup site that ever had a complete image has one, and what calls itself an image is one:
 * a cut that depends on nothing it lacks, and the same bytes wherever it bears the same name.
 */
public final class GoldenCopies {
    /** A group's image. */
    public static final class Image {
        private final @Nullable ImageLabel label;
        private final long[] stamps;

        private Image(@Nullable ImageLabel label, long[] stamps) {
            this.label = label;
            this.stamps = stamps;
        }

        /** What the group says, or null if its volumes do not agree. */
        public @Nullable ImageLabel label() {
            return label;
        }

        /** What it holds. */
        public long[] stamps() {
            return stamps;
        }

        /** Whether it calls itself complete. */
        public boolean complete() {
            return label != null && label.complete();
        }

        /** Whether it calls itself complete and unmoving. */
        public boolean still() {
            return label != null && label.kind() == ImageLabel.Kind.STILL;
        }
    }

    private final StampLog log;
    private final Map<String, long[]> contents = new HashMap<>();
    private final Set<String> everComplete = new HashSet<>();

    /** Arrays with a disk that failed, and the process that was told, until the next one is up. */
    private final Map<String, SimProcess> failing = new HashMap<>();

    /** Those of them that may give their newest image away for it, once. */
    private final Set<String> excused = new HashSet<>();

    /** What was read last, and at which counts of changes. */
    private final Map<String, Seen> seen = new HashMap<>();

    private static final class Seen {
        private final List<Long> changes;
        private final long[] stamps;

        private Seen(List<Long> changes, long[] stamps) {
            this.changes = changes;
            this.stamps = stamps;
        }
    }

    /** The newest image that each site ever had. */
    private final Map<String, long[]> newest = new HashMap<>();

    private boolean begun;

    /** Looks at images against what the host was told. */
    public GoldenCopies(StampLog log) {
        this.log = log;
    }

    /** The pairs are registered: from here on an image is the copies' work. */
    public void begin() {
        begun = true;
    }

    /** What a group of a site says and holds; the array must not run meanwhile. */
    public static Image image(SimArray array, ArraySnapshot snapshot, boolean pointInTime) {
        return new Image(label(array, snapshot, pointInTime), Layout.read(array, pointInTime));
    }

    /** The same; what did not change is not read again. */
    private Image look(SimArray array, ArraySnapshot snapshot, boolean pointInTime) {
        String where = array.name() + (pointInTime ? " point in time" : " landing");
        List<Long> now = Layout.changes(array, pointInTime);
        Seen last = seen.get(where);
        if (last == null || !now.equals(last.changes)) {
            last = new Seen(now, Layout.read(array, pointInTime));
            seen.put(where, last);
        }
        return new Image(label(array, snapshot, pointInTime), last.stamps);
    }

    private static @Nullable ImageLabel label(
            SimArray array, ArraySnapshot snapshot, boolean pointInTime) {
        int site = Layout.site(array.name());
        ImageLabel common = null;
        for (int volume = 0; volume <= Layout.DATA_VOLUMES; volume++) {
            VolumeAddress address =
                    pointInTime ? Layout.pointInTime(site, volume) : Layout.landing(site, volume);
            ImageLabel label =
                    snapshot.volume(address).map(VolumeState::image).orElse(ImageLabel.INCOMPLETE);
            boolean agrees =
                    common == null
                            || (label.kind() == common.kind()
                                    && (label.kind() != ImageLabel.Kind.STILL
                                            || label.sameStill(common)));
            if (!agrees) {
                return null;
            }
            common = label;
        }
        return common;
    }

    /** Looks at a backup site. Nothing may run between the snapshot and this. */
    public void check(SimArray array, ArraySnapshot snapshot) {
        if (!begun) {
            return;
        }
        Image landing = look(array, snapshot, false);
        Image pointInTime = look(array, snapshot, true);
        check(array.name() + " landing", landing);
        check(array.name() + " point in time", pointInTime);
        if (landing.complete() || pointInTime.complete()) {
            everComplete.add(array.name());
        } else if (failing.containsKey(array.name())) {
            forget(array); // one volume failed first, and those that follow it did after it
        } else if (everComplete.contains(array.name())) {
            throw new Violation("golden", "site of " + array.name() + " has no image any more");
        }
        List<long[]> whole =
                Stream.of(landing, pointInTime).filter(Image::complete).map(Image::stamps).toList();
        long[] before = newest.get(array.name());
        boolean older = before != null && whole.stream().allMatch(i -> log.older(i, before));
        if (older && !log.lostPower() && !excused.remove(array.name())) {
            throw new Violation(
                    "golden",
                    "site of "
                            + array.name()
                            + " gave its newest image away for nothing: landing "
                            + landing.label()
                            + ", point in time "
                            + pointInTime.label());
        }
        whole.stream()
                .reduce((one, other) -> log.older(one, other) ? other : one)
                .ifPresent(i -> newest.put(array.name(), i));
    }

    private void check(String where, Image image) {
        ImageLabel label = image.label();
        if (label == null || !label.complete()) {
            return;
        }
        Cut cut = label.cut();
        String name = cut == null ? "" : cut.cycle() + "." + cut.still();
        long[] known = contents.get(name);
        if (known != null && !Arrays.equals(known, image.stamps())) {
            throw new Violation(
                    "same-image",
                    where + " says it holds cut " + name + " and holds something else");
        }
        if (known == null) {
            log.checkCut(image.stamps(), where + " " + label);
        } else {
            log.checkedAgain();
        }
        if (cut != null) {
            contents.put(name, image.stamps());
        }
    }

    /** The machine lost power; a moving image may be lost with it, a still one may not. */
    public void powerLost(SimArray array, ArraySnapshot before) {
        Image landing = image(array, before, false);
        Image pointInTime = image(array, before, true);
        boolean moving = landing.complete() && !landing.still();
        if (!landing.still() && (moving || !pointInTime.still())) {
            everComplete.remove(array.name());
        }
        if (!landing.still()) {
            newest.remove(array.name());
        }
    }

    /** A disk has failed: what its array held may be no image any more. */
    public void diskFailed(SimArray array) {
        forget(array);
        failing.put(array.name(), array.process());
        excused.add(array.name());
    }

    /**
     * An array was started again: what its disk did to the process before is known to it now. A
     * force that failed in this start is still being answered.
     */
    public void opened(SimArray array) {
        SimProcess told = failing.get(array.name());
        if (told != null && told != array.process()) {
            failing.remove(array.name());
            excused.remove(array.name());
        }
    }

    private void forget(SimArray array) {
        everComplete.remove(array.name());
        newest.remove(array.name());
    }
}
