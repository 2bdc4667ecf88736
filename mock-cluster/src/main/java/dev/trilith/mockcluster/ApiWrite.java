package dev.trilith.mockcluster;

/**
 * A request that may change something, as the API received it.
 *
 * @param method POST, PUT, PATCH or DELETE
 * @param path the request's path, without its query
 * @param body what was sent; empty for DELETE
 */
public record ApiWrite(String method, String path, String body) {
    /** Whether the request is for a status subresource. */
    public boolean status() {
        return path.endsWith("/status");
    }
}
