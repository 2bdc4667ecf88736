package dev.trilith.core.array;

/**
 * What can come back instead of an answer. The type says what to do: wait and retry, report, plan
 * again, or halt.
 */
public abstract sealed class ArrayFault extends RuntimeException {
    private final String array;

    private ArrayFault(String array, String message, Throwable cause) {
        super(message, cause);
        this.array = array;
    }

    private ArrayFault(String array, String message) {
        super(message);
        this.array = array;
    }

    /** The array that was asked. */
    public String array() {
        return array;
    }

    /** No answer in time: the order may or may not have had its effect. Retry. */
    public static final class Unreachable extends ArrayFault {
        public Unreachable(String array, String message, Throwable cause) {
            super(array, message, cause);
        }

        public Unreachable(String array, String message) {
            super(array, message);
        }
    }

    /** The array said no and changed nothing. Do not retry unchanged. */
    public static final class Refused extends ArrayFault {
        private final RefusalCode code;

        public Refused(String array, RefusalCode code, String message) {
            super(array, message);
            this.code = code;
        }

        /** The reason, for programs. */
        public RefusalCode code() {
            return code;
        }
    }

    /** The array answered something that this program does not understand. Halt. */
    public static final class Contradictory extends ArrayFault {
        public Contradictory(String array, String message) {
            super(array, message);
        }
    }
}
