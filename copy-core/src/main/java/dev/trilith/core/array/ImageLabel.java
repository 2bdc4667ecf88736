package dev.trilith.core.array;

import org.jspecify.annotations.Nullable;

/**
 * What image a volume holds.
 *
 * @param kind whether the image can be used, and whether it still moves
 * @param cut the image's cut if {@link Kind#STILL}, else null
 */
public record ImageLabel(Kind kind, @Nullable Cut cut) {
    /** Whether the image can be used, and whether it still moves. */
    public enum Kind {
        /** Written by a host, or kept in step with a volume that is: complete and moving. */
        LIVE,
        /** Complete, not moving, of the cut named. */
        STILL,
        /** Torn, never filled, or changed by hand: no image. */
        INCOMPLETE
    }

    /** A volume that holds no usable image. */
    public static final ImageLabel INCOMPLETE = new ImageLabel(Kind.INCOMPLETE, null);

    /** A complete volume that moves. */
    public static final ImageLabel LIVE = new ImageLabel(Kind.LIVE, null);

    public ImageLabel {
        if ((kind == Kind.STILL) != (cut != null)) {
            throw new IllegalArgumentException(
                    "a cut belongs to STILL and to nothing else: " + kind);
        }
    }

    /** A complete volume that holds the image of {@code cut}. */
    public static ImageLabel still(Cut cut) {
        return new ImageLabel(Kind.STILL, cut);
    }

    /** Whether the volume holds a whole image, moving or not. */
    public boolean complete() {
        return kind != Kind.INCOMPLETE;
    }

    /** Whether both are still images of the same cut. */
    public boolean sameStill(ImageLabel other) {
        return cut != null && other.cut != null && cut.sameImage(other.cut);
    }

    @Override
    public String toString() {
        return cut == null ? kind.name() : cut.toString();
    }
}
