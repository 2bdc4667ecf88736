package dev.trilith.emulator.engine.array;

import java.util.Locale;

/** The points at which the process can be made to die as by SIGKILL. */
enum CrashPoint {
    /** The leg is drained for a freeze; nobody was told. */
    FREEZE_BEFORE_CUT,
    /** The secondaries hold the cut; the sender does not know it yet. */
    FREEZE_AFTER_CUT,
    /** The secondaries move again; the sender does not know it yet. */
    RESUME_AFTER_PEER,
    /** A copy was accepted by the other side; the sender does not know it yet. */
    RESYNC_AFTER_PEER,
    /** A copy has forgotten what was copied, but the leg is not in step. */
    COPY_CHECKPOINT,
    /** The secondaries are in step; the sender does not know it yet. */
    PAIR_AFTER_PEER,
    /** Internal secondaries are durable but not labelled. */
    SPLIT_BEFORE_LABEL,
    /** The new term is durable; what it ends goes on. */
    SEAL_AFTER_TERM,
    /** Half of a record is written. */
    RECORD_HALF_WRITTEN;

    /** The name in the interface: lower case with hyphens. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
