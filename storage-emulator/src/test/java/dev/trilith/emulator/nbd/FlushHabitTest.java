package dev.trilith.emulator.nbd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FlushHabitTest {
    private final FlushHabit habit = new FlushHabit();

    /** Whether the last of {@code writes} writes was foreseen to be followed by a flush. */
    private boolean row(int writes) {
        boolean foretold = false;
        for (int i = 0; i < writes; i++) {
            assertThat(foretold).as("foretold after write %d of %d", i, writes).isFalse();
            foretold = habit.wrote();
        }
        habit.flushed();
        return foretold;
    }

    @Test
    void aFlushIsForeseenOnceTheHabitWasSeenOftenEnough() {
        for (int i = 0; i <= FlushHabit.FIRST_PROOF; i++) {
            assertThat(row(1)).as("row %d", i).isFalse();
        }
        assertThat(row(1)).isTrue();
        assertThat(row(1)).isTrue();
    }

    @Test
    void rowsOfSeveralWritesAreAHabitToo() {
        for (int i = 0; i <= FlushHabit.FIRST_PROOF; i++) {
            assertThat(row(3)).as("row %d", i).isFalse();
        }
        assertThat(row(3)).isTrue();
    }

    @Test
    void aClientWithoutAHabitIsNeverForeseen() {
        for (int i = 0; i < 100; i++) {
            assertThat(row(1 + i % 2)).isFalse();
        }
        for (int i = 0; i < 100; i++) {
            assertThat(row(FlushHabit.LONGEST_ROW + 1)).isFalse();
        }
        for (int i = 0; i < 100; i++) {
            habit.flushed();
        }
        assertThat(habit.wrote()).isFalse();
    }

    @Test
    void whoBrokeItsHabitHasToKeepItTwiceAsLong() {
        for (int proof = FlushHabit.FIRST_PROOF;
                proof <= FlushHabit.LONGEST_PROOF;
                proof = 2 * proof) {
            for (int i = 0; i <= proof; i++) {
                assertThat(row(1)).as("row %d of %d", i, proof).isFalse();
            }
            assertThat(habit.wrote()).as("after %d rows", proof).isTrue();
            assertThat(habit.wrote()).isFalse();
            habit.flushed();
        }
        for (int i = 0; i <= FlushHabit.LONGEST_PROOF; i++) {
            assertThat(row(1)).isFalse();
        }
        assertThat(row(1)).as("no proof is longer").isTrue();
    }
}
