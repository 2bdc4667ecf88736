package dev.trilith.core.cycle;

/**
 * Is told of every boundary of the copy cycle, before the program does anything further.
 *
 * <p>Whatever it throws ends the word of work and reaches the caller of {@link
 * CopyCycleProgram#step}; the program is then to be thrown away, as after a crash.
 */
@FunctionalInterface
public interface CycleObserver {
    /** Nobody listens. */
    CycleObserver NONE = moment -> {};

    /** Called at {@code moment}, in the thread of the program. */
    void at(CycleMoment moment);
}
