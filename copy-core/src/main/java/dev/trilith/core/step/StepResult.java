package dev.trilith.core.step;

import java.time.Duration;

/**
 * What one word of work did, and when the program wants to be called again.
 *
 * @param done what was done, in words
 * @param state how the program stands
 * @param again call again after this long; zero means now. Calling earlier does no harm
 */
public record StepResult(String done, State state, Duration again) {
    /** How a program stands after a word of work. */
    public enum State {
        /** There is more to do now. */
        BUSY,
        /** A copy runs; look again after {@link StepResult#again}. */
        WAITING,
        /** Nothing to do until the next pass, or until the settings change. */
        IDLE,
        /** Something stands in the way; tried again after {@link StepResult#again}. */
        DEGRADED,
        /** Somebody with a higher term has taken over: this program orders nothing, ever. */
        FENCED,
        /** A contradiction that only a person can clear; looked at again now and then. */
        STOPPED,
        /** The work is complete. */
        FINISHED
    }

    /** Whether the program should be called again without delay. */
    public boolean callNow() {
        return again.isZero();
    }

    @Override
    public String toString() {
        return state + ": " + done;
    }
}
