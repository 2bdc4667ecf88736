package dev.trilith.operatorsimulation.api;

import dev.trilith.mockcluster.InProcessApi.Sent;
import dev.trilith.simulation.kernel.SimProcess;

/** What goes wrong between the API server and those who use it. */
public interface ApiFaults {
    /** What becomes of one request. */
    enum Fate {
        /** It is served. */
        SERVED(0, ""),
        /** Refused for a conflict that the server does not resolve by itself. */
        CONFLICT(409, "Conflict"),
        /** Refused, because the caller asks too often. */
        TOO_MANY(429, "TooManyRequests"),
        /** Refused after something broke in the server. */
        INTERNAL(500, "InternalError"),
        /** Refused by a server that is not ready. */
        UNAVAILABLE(503, "ServiceUnavailable"),
        /** It never arrives. */
        LOST(0, ""),
        /** It has its effect, and the answer is lost. */
        ANSWER_LOST(0, ""),
        /** It has its effect seconds later. */
        LATE(0, "");

        private final int code;
        private final String reason;

        Fate(int code, String reason) {
            this.code = code;
            this.reason = reason;
        }

        /** The HTTP status of a refusal; 0 if it is none. */
        public int code() {
            return code;
        }

        /** The same for programs. */
        public String reason() {
            return reason;
        }
    }

    /** What becomes of one watch at one of its events. */
    enum Watched {
        /** The event arrives. */
        TOLD,
        /** The event arrives seconds later. */
        LATE,
        /** The connection breaks, and the new one begins some events before. */
        AGAIN,
        /** The connection breaks, and the server no longer knows what came since: 410. */
        EXPIRED
    }

    /** Instants of a request at which its sender may die. */
    enum Boundary {
        /** Nothing was sent. */
        BEFORE_SEND,
        /** It has had its effect; the answer is still to come. */
        AFTER_COMMIT,
        /** The caller has the answer. */
        AFTER_ANSWER
    }

    /** A boundary is reached; the caller may be killed. */
    void at(Boundary boundary, Sent sent, SimProcess caller);

    /** Draws what becomes of a request. */
    Fate fate(Sent sent);

    /** Whether nobody listens where the API server was: whoever calls is told so at once. */
    boolean away();

    /** Draws what becomes of a watch. */
    Watched watched(String plural);

    /** Draws what becomes of a watch whose connection was away for a while. */
    Watched resumed(String plural);

    /** By how many events a list is older than what there is, of at most {@code events}. */
    int stale(String plural, int events);
}
