package dev.trilith.core.step;

import dev.trilith.core.array.Cut;
import dev.trilith.core.array.ImageLabel;

/** Which of two images is newer. */
public final class Images {
    private Images() {}

    /**
     * Whether {@code one} is usable and newer than {@code other}. Whatever moves is newer than
     * whatever stands still; an incomplete group is older than everything.
     */
    public static boolean newer(ImageLabel one, ImageLabel other) {
        if (!one.complete()) {
            return false;
        }
        if (!other.complete()) {
            return true;
        }
        Cut cut = one.cut();
        Cut otherCut = other.cut();
        if (cut == null || otherCut == null) {
            return cut == null && otherCut != null;
        }
        return cut.compareTo(otherCut) > 0;
    }

    /** Whether both are usable and the same image: both moving, or of the same cut. */
    public static boolean same(ImageLabel one, ImageLabel other) {
        return one.complete() && other.complete() && !newer(one, other) && !newer(other, one);
    }

    /** The image in words, for example {@code cut 7 of 2026-...} or {@code live}. */
    public static String words(ImageLabel image) {
        Cut cut = image.cut();
        if (cut != null) {
            return cut + " of " + cut.consistencyTime();
        }
        return image.complete() ? "live" : "none";
    }
}
