package dev.trilith.cli.nbd;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where a volume is reached over NBD: {@code nbd://host:port/export}.
 *
 * @param host name or address
 * @param port TCP port, 1 to 65535
 * @param export the export's name, which is the LU's name
 */
public record NbdUri(String host, int port, String export) {
    private static final int DEFAULT_PORT = 10809;
    private static final int HIGHEST_PORT = 65_535;

    /**
     * Reads a URI.
     *
     * @throws IllegalArgumentException with a sentence for the user if it is not one
     */
    public static NbdUri parse(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a URI: " + e.getReason() + ". Give nbd://HOST:PORT/LU.",
                    e);
        }
        String host = uri.getHost();
        String path = uri.getPath();
        if (!"nbd".equals(uri.getScheme()) || host == null || path == null || path.length() < 2) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not an NBD address. Give nbd://HOST:PORT/LU.");
        }
        int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
        if (port < 1 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException(
                    "'" + text + "' names port " + port + ": ports are 1 to " + HIGHEST_PORT + ".");
        }
        return new NbdUri(host, port, path.substring(1));
    }

    @Override
    public String toString() {
        return "nbd://" + host + ":" + port + "/" + export;
    }
}
