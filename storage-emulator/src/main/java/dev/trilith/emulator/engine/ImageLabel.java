package dev.trilith.emulator.engine;

import org.jspecify.annotations.Nullable;

/**
 * What image a volume holds.
 *
 * @param kind whether it can be used and whether it still moves
 * @param cut the image's cut if {@link Kind#STILL}, else null
 */
public record ImageLabel(Kind kind, @Nullable Cut cut) {
    /** Whether the image can be used and whether it still moves. */
    public enum Kind {
        /** Complete and moving: written by a host, or kept in step with a volume that is. */
        LIVE,
        /** Complete and not moving, of the cut named. */
        STILL,
        /** Torn, never filled, or changed by hand. */
        INCOMPLETE
    }

    /** A complete volume that moves. */
    public static final ImageLabel LIVE = new ImageLabel(Kind.LIVE, null);

    /** A volume that holds no usable image. */
    public static final ImageLabel INCOMPLETE = new ImageLabel(Kind.INCOMPLETE, null);

    public ImageLabel {
        if ((kind == Kind.STILL) != (cut != null)) {
            throw new IllegalArgumentException("a cut belongs to STILL and to nothing else");
        }
    }

    /** A complete volume that holds the image of {@code cut}. */
    public static ImageLabel still(Cut cut) {
        return new ImageLabel(Kind.STILL, cut);
    }

    /** Whether the volume holds a whole image. */
    public boolean complete() {
        return kind != Kind.INCOMPLETE;
    }

    /** Whether both are still images of one cut. */
    public boolean sameStill(ImageLabel other) {
        return cut != null && other.cut != null && cut.sameImage(other.cut);
    }

    /** Whether both say the same: both live, both incomplete, or still with the same cut. */
    public boolean sameImage(ImageLabel other) {
        return kind == other.kind && (kind != Kind.STILL || sameStill(other));
    }

    @Override
    public String toString() {
        return cut == null ? kind.name() : "STILL (" + cut + ")";
    }
}
