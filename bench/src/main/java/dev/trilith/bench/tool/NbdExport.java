package dev.trilith.bench.tool;

/**
 * Something that NBD clients can open.
 *
 * @param uri its address, for any client
 * @param server who serves it
 */
public record NbdExport(String uri, Server server) implements AutoCloseable {
    @Override
    public void close() {
        server.close();
    }
}
