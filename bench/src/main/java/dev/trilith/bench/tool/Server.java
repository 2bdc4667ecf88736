package dev.trilith.bench.tool;

import dev.trilith.bench.BenchFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A program that serves until it is closed. */
public final class Server implements AutoCloseable {
    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long STOP_SECONDS = 20;
    private static final long POLL_NANOS = 2_000_000;

    /** Says whether a server is ready. */
    @FunctionalInterface
    public interface Ready {
        boolean now() throws IOException;
    }

    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        // A run that is broken off leaves nothing behind.
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform().unstarted(() -> RUNNING.forEach(Process::destroy)));
    }

    private final Process process;
    private final Path output;

    private Server(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts a server and waits until it is ready; what it prints goes to {@code output}. */
    public static Server start(List<String> command, Path output, Ready ready) throws IOException {
        Server server = new Server(Tool.start(command, output), output);
        RUNNING.add(server.process);
        boolean started = false;
        try {
            server.await(command, ready);
            started = true;
        } finally {
            if (!started) {
                server.process.destroyForcibly();
            }
        }
        return server;
    }

    private void await(List<String> command, Ready ready) throws IOException {
        long until = System.nanoTime() + START_NANOS;
        while (!ready.now()) {
            if (!process.isAlive() || System.nanoTime() > until) {
                throw new BenchFailure(
                        String.join(" ", command)
                                + " does not serve: "
                                + Tool.tail(Files.readString(output, StandardCharsets.UTF_8)));
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** A port that nobody listens on now. */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Ready as soon as somebody listens on a port. */
    public static Ready listening(int port) {
        return () -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                return true;
            } catch (IOException notYet) {
                return false;
            }
        };
    }

    /** The process id. */
    public long pid() {
        return process.pid();
    }

    /** Waits until it ends by itself, and fails unless all went well. */
    public void awaitEnd() throws IOException, InterruptedException {
        int code = process.waitFor();
        if (code != 0) {
            throw new BenchFailure(
                    "a load ended with "
                            + code
                            + ": "
                            + Tool.tail(Files.readString(output, StandardCharsets.UTF_8)));
        }
    }

    /** Stops the server and waits for its end. */
    @Override
    public void close() {
        RUNNING.remove(process);
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                process.waitFor();
            }
        } catch (InterruptedException stop) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
