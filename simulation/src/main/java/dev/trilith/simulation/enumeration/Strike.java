package dev.trilith.simulation.enumeration;

import dev.trilith.simulation.site.Way.Boundary;
import java.util.Locale;

/**
 * Where a blow falls.
 *
 * @param request the number of the request, from 0, among those of the time that is looked at
 * @param boundary the instant of that request
 * @param blow what falls
 */
record Strike(int request, Boundary boundary, Blow blow) {
    /** For example {@code 17:AFTER_COMMIT}; what is no crash is told behind a sign of equality. */
    @Override
    public String toString() {
        String place = request + ":" + boundary;
        return blow instanceof Blow.Crash ? place : place + "=" + blow;
    }

    static Strike parse(String request, String rest) {
        int sign = rest.indexOf('=');
        String boundary = sign < 0 ? rest : rest.substring(0, sign);
        try {
            return new Strike(
                    Integer.parseInt(request),
                    Boundary.valueOf(boundary.toUpperCase(Locale.ROOT).replace('-', '_')),
                    Blow.parse(sign < 0 ? "crash" : rest.substring(sign + 1)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "\"" + request + ":" + rest + "\" is no INDEX:BOUNDARY: " + e.getMessage(), e);
        }
    }
}
