package dev.trilith.cli.stamp;

/** Which stamped writes were sent where, as far as anybody knows. */
public interface WriteHistory {
    /** Number of writes that an image is judged by. */
    long written();

    /** Number of writes known to be acknowledged. */
    long acknowledged();

    /** The lowest write that a block may still show; the ones before it were all overwritten. */
    long oldestStanding();

    /** The volume that write {@code sequence} went to. */
    int volumeOf(long sequence);

    /** The block that write {@code sequence} went to. */
    long blockOf(long sequence);

    /** Whether a write put this stamp where the stamp says. */
    boolean wrote(Stamp stamp);
}
