package dev.trilith.emulator.rest;

/** The array does not let the caller do this; the sentence says what it takes. */
final class AccessRefused extends RuntimeException {
    /** Why, with the same names as on the wire. */
    enum Code {
        /** No token is known, or another one. */
        UNAUTHENTICATED(401),
        /** The caller is known, and this was not granted. */
        NOT_GRANTED(403);

        private final int status;

        Code(int status) {
            this.status = status;
        }
    }

    private final Code code;

    AccessRefused(Code code, String message) {
        super(message);
        this.code = code;
    }

    int status() {
        return code.status;
    }

    Code code() {
        return code;
    }
}
