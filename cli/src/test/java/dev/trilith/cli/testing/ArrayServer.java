package dev.trilith.cli.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trilith.cli.lab.Installation;
import dev.trilith.cli.nbd.NbdUri;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One array as a process, which comes back at the same ports after it was killed. */
public final class ArrayServer {
    private static final int PATIENCE_SECONDS = 60;
    private static final int POLL_MILLIS = 20;

    private final String name;
    private final Path folder;
    private final Path portFile;
    private final Path log;
    private @Nullable Process process;
    private @Nullable JsonNode ports;

    public ArrayServer(String name, Path folder) {
        this.name = name;
        this.folder = folder.resolve(name);
        this.portFile = folder.resolve(name + ".ports");
        this.log = folder.resolve(name + ".log");
    }

    /** Starts the process; returns when it listens everywhere. */
    public void start() {
        JsonNode known = ports;
        int rest = known == null ? 0 : known.get("rest").asInt();
        int link = known == null ? 0 : known.get("link").asInt();
        int nbd = known == null ? 0 : known.get("nbd").get(port()).asInt();
        List<String> command = new ArrayList<>(Installation.find().arrayCommand());
        command.addAll(List.of("array", "run", "--name", name, "--data", folder.toString()));
        command.addAll(List.of("--nbd", port() + "=" + nbd));
        command.addAll(List.of("--rest-port", "" + rest, "--link-port", "" + link));
        command.addAll(List.of("--port-file", portFile.toString()));
        try {
            Files.deleteIfExists(portFile);
            Process started =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                            .start();
            process = started;
            awaitPorts(started);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while array " + name + " started", e);
        }
    }

    private void awaitPorts(Process started) throws IOException, InterruptedException {
        for (int i = 0; i < PATIENCE_SECONDS * 1000 / POLL_MILLIS; i++) {
            if (Files.exists(portFile)) {
                ports = new ObjectMapper().readTree(portFile.toFile());
                return;
            }
            if (started.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(
                        "array " + name + " ended: " + Files.readString(log));
            }
        }
        throw new IllegalStateException(
                "array " + name + " does not start: " + Files.readString(log));
    }

    /** SIGKILL; returns when it is dead. */
    public void kill() {
        Process running = process;
        if (running == null) {
            return;
        }
        running.destroyForcibly();
        try {
            running.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process = null;
    }

    public String port() {
        return "201" + name;
    }

    public String rest() {
        return "http://127.0.0.1:" + known().get("rest").asInt();
    }

    public String link() {
        return "127.0.0.1:" + known().get("link").asInt();
    }

    public NbdUri host(String lu) {
        return new NbdUri("127.0.0.1", known().get("nbd").get(port()).asInt(), lu);
    }

    /** The file that holds a volume's bytes. */
    public Path file(String lu) {
        return folder.resolve("volumes").resolve(port()).resolve(lu + ".img");
    }

    private JsonNode known() {
        return Objects.requireNonNull(ports, () -> "array " + name + " was never started");
    }
}
