package dev.trilith.bench.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The NBD servers that the array is compared with, each serving a file as it does by default. */
public final class Peers {
    /** Debian's nbd-server always goes into the background; this stays in front of it. */
    private static final String IN_FRONT =
            """
            trap 'kill "$(cat "$1")"' TERM
            nbd-server -C "$0" -p "$1"
            while kill -0 "$(cat "$1")"; do sleep 1 & wait $!; done
            """;

    private Peers() {}

    /** nbdkit with its file plugin. */
    public static NbdExport nbdkit(Path file) throws IOException {
        int port = Server.freePort();
        return new NbdExport(
                "nbd://127.0.0.1:" + port,
                Server.start(
                        List.of(
                                "nbdkit",
                                "-f",
                                "-i",
                                "127.0.0.1",
                                "-p",
                                String.valueOf(port),
                                "file",
                                file.toString()),
                        log(file, "nbdkit"),
                        Server.listening(port)));
    }

    /** qemu-nbd. */
    public static NbdExport qemuNbd(Path file) throws IOException {
        int port = Server.freePort();
        return new NbdExport(
                "nbd://127.0.0.1:" + port,
                Server.start(
                        List.of(
                                "qemu-nbd",
                                "-t",
                                "-e",
                                "16",
                                "-f",
                                "raw",
                                "-b",
                                "127.0.0.1",
                                "-p",
                                String.valueOf(port),
                                file.toString()),
                        log(file, "qemu-nbd"),
                        Server.listening(port)));
    }

    /** nbd-server; it needs a file of settings to serve flushes. */
    public static NbdExport nbdServer(Path file) throws IOException {
        int port = Server.freePort();
        Path settings = sibling(file, "nbd-server.conf");
        Files.writeString(
                settings,
                """
                [generic]
                listenaddr = 127.0.0.1
                port = %d
                [volume]
                exportname = %s
                flush = true
                fua = true
                """
                        .formatted(port, file));
        return new NbdExport(
                "nbd://127.0.0.1:" + port + "/volume",
                Server.start(
                        List.of(
                                "sh",
                                "-c",
                                IN_FRONT,
                                settings.toString(),
                                sibling(file, "nbd-server.pid").toString()),
                        log(file, "nbd-server"),
                        Server.listening(port)));
    }

    private static Path log(Path file, String name) {
        return sibling(file, name + ".log");
    }

    private static Path sibling(Path file, String ending) {
        return file.resolveSibling(file.getFileName() + "." + ending);
    }
}
