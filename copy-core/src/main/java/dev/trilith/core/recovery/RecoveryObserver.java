package dev.trilith.core.recovery;

/** Is told of every boundary of a recovery; works as the copy cycle's observer does. */
@FunctionalInterface
public interface RecoveryObserver {
    /** Nobody listens. */
    RecoveryObserver NONE = moment -> {};

    /** Called at {@code moment}, in the thread of the program. */
    void at(RecoveryMoment moment);
}
