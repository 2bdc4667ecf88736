package dev.trilith.emulator.rest;

import dev.trilith.contract.ProblemDocument;
import dev.trilith.emulator.engine.EngineFault;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** Errors as {@code application/problem+json}. */
public final class Problems {
    /** The media type of every error. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /** Largest request: room for a record of 128 KiB in which every character is escaped. */
    public static final long MAX_BODY_BYTES = 1 << 20;

    static final int UNPROCESSABLE = 422;
    static final int INSUFFICIENT_STORAGE = 507;

    private Problems() {}

    /** An error's document. */
    public static ProblemDocument document(
            int status, @Nullable String detail, @Nullable String code) {
        return new ProblemDocument(status, title(status), detail, code);
    }

    static Response response(int status, @Nullable String detail, @Nullable String code) {
        return Response.status(status)
                .type(MEDIA_TYPE)
                .entity(document(status, detail, code))
                .build();
    }

    static int status(EngineFault.Code code) {
        return switch (code) {
            case NO_SUCH_LEG, NO_SUCH_VOLUME, NO_SUCH_PEER -> 404;
            case INVALID_VALUE -> UNPROCESSABLE;
            case NO_SPACE -> INSUFFICIENT_STORAGE;
            case DISK_ERROR, PEER_UNREACHABLE -> 503;
            case SOURCE_INCOMPLETE,
                    GOLDEN_COPY_AT_RISK,
                    ONWARD_LEG_ACTIVE,
                    OLD_TERM,
                    OLD_SEQUENCE,
                    CUT_VOID,
                    WRONG_STATE,
                    CONFLICTING_DEFINITION,
                    READ_ONLY ->
                    409;
        };
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "The request was not understood";
            case 401 -> "The array does not know who asks";
            case 403 -> "The array's owner has not granted this";
            case 404 -> "There is no such thing";
            case 405 -> "This method is not offered here";
            case 406 -> "No such representation is offered";
            case 409 -> "The array refused";
            case 413 -> "The request is too large";
            case 415 -> "This media type is not understood";
            case UNPROCESSABLE -> "A value is out of its range";
            case 503 -> "The array cannot do this now";
            case INSUFFICIENT_STORAGE -> "The array's disk is full";
            default -> status < 500 ? "The request cannot be served" : "The array failed";
        };
    }
}
