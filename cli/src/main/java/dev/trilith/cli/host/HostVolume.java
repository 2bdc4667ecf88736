package dev.trilith.cli.host;

import dev.trilith.cli.nbd.NbdUri;

/**
 * A volume as a host knows it.
 *
 * @param name what the host calls it, for example {@code 211a}
 * @param uri where it is reached
 */
public record HostVolume(String name, NbdUri uri) {
    /**
     * Reads {@code NAME=nbd://HOST:PORT/LU}.
     *
     * @throws IllegalArgumentException with a sentence for the user if it is not one
     */
    public static HostVolume parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 1) {
            throw new IllegalArgumentException(
                    "'" + text + "' names no volume. Give NAME=nbd://HOST:PORT/LU.");
        }
        return new HostVolume(text.substring(0, equals), NbdUri.parse(text.substring(equals + 1)));
    }
}
