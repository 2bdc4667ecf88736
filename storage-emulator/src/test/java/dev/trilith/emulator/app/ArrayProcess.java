package dev.trilith.emulator.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trilith.emulator.nbd.RawClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The array that was packaged, as a process of its own. */
final class ArrayProcess implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Path out;
    private final Path err;
    private final JsonNode ports;
    private List<String> authorization = List.of();

    /** How a process ended that never became ready, or was stopped. */
    record End(int exitCode, String out, String err) {}

    private ArrayProcess(Process process, Path out, Path err, JsonNode ports) {
        this.process = process;
        this.out = out;
        this.err = err;
        this.ports = ports;
    }

    /** The command that a launcher uses, followed by {@code arguments}. */
    static List<String> command(List<String> arguments) {
        Path jar =
                Path.of(System.getProperty("trilith.root", ".."))
                        .resolve("storage-emulator/target/quarkus-app/quarkus-run.jar");
        assertThat(jar).as("run the package phase first").exists();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-Xmx64m", "-Xmn4m"));
        command.addAll(List.of("-XX:MaxDirectMemorySize=64m", "-Xss512k"));
        command.addAll(List.of("-jar", jar.toString()));
        command.addAll(arguments);
        return command;
    }

    /** Runs an array that is expected not to start. */
    static End runToItsEnd(Path folder, String... arguments)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "array", ".out");
        Path err = Files.createTempFile(folder, "array", ".err");
        Process process = launch(List.of(), List.of(arguments), out, err);
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new End(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    /** Starts an array with the host ports named and waits until it is ready. */
    static ArrayProcess start(Path folder, String name, String... hostPorts) throws IOException {
        return start(folder, name, List.of(), hostPorts);
    }

    /** Starts an array with more arguments than usual. */
    static ArrayProcess start(Path folder, String name, List<String> more, String... hostPorts)
            throws IOException {
        return start(List.of(), folder, folder.resolve(name), name, more, hostPorts);
    }

    /** Starts an array whose data directory is on a disk of its own. */
    static ArrayProcess start(
            SmallDisk disk, Path folder, Path data, String name, String... hostPorts)
            throws IOException {
        return start(disk.prefix(), folder, data, name, List.of(), hostPorts);
    }

    private static ArrayProcess start(
            List<String> prefix,
            Path folder,
            Path data,
            String name,
            List<String> more,
            String... hostPorts)
            throws IOException {
        Path out = Files.createTempFile(folder, name, ".out");
        Path err = Files.createTempFile(folder, name, ".err");
        Path portFile = folder.resolve(name + ".json");
        Files.deleteIfExists(portFile);
        List<String> arguments = new ArrayList<>(List.of("array", "run", "--name", name));
        arguments.addAll(List.of("--data", data.toString()));
        arguments.addAll(List.of("--port-file", portFile.toString()));
        arguments.addAll(more);
        for (String port : hostPorts) {
            arguments.addAll(List.of("--nbd", port + "=0"));
        }
        Process process = launch(prefix, arguments, out, err);
        boolean ready = false;
        try {
            await().atMost(PATIENCE).until(() -> Files.exists(portFile) || !process.isAlive());
            assertThat(process.isAlive()).as(Files.readString(err)).isTrue();
            ArrayProcess array =
                    new ArrayProcess(process, out, err, JSON.readTree(portFile.toFile()));
            ready = true;
            return array;
        } finally {
            if (!ready) {
                process.destroyForcibly();
            }
        }
    }

    private static Process launch(List<String> prefix, List<String> arguments, Path out, Path err)
            throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(command(arguments));
        return new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
    }

    int nbdPort(String port) {
        return ports.get("nbd").get(port).asInt();
    }

    int restPort() {
        return ports.get("rest").asInt();
    }

    String link() {
        return "127.0.0.1:" + ports.get("link").asInt();
    }

    long pid() {
        return process.pid();
    }

    String uri(String port, String lu) {
        return "nbd://127.0.0.1:" + nbdPort(port) + "/" + lu;
    }

    RawClient host(String port, String lu) throws IOException {
        return RawClient.entered(nbdPort(port), lu);
    }

    /** From now on every request presents this token; empty for none. */
    ArrayProcess as(String token) {
        authorization = token.isEmpty() ? List.of() : List.of("Authorization", "Bearer " + token);
        return this;
    }

    HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + restPort() + path))
                        .timeout(PATIENCE)
                        .header("Content-Type", "application/json");
        if (!authorization.isEmpty()) {
            request.headers(authorization.toArray(new String[0]));
        }
        request.method(
                method,
                body.isEmpty()
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body));
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Sends what must be accepted. */
    void accepted(String method, String path, String body)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = send(method, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    }

    JsonNode view() {
        try {
            return JSON.readTree(send("GET", "/v1/array", "").body());
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stop);
        }
    }

    void define(String port, String lu, String drive, long sizeBytes, boolean management)
            throws IOException, InterruptedException {
        accepted(
                "PUT",
                "/v1/volumes/" + port + "/" + lu,
                "{\"drive\":\"%s\",\"sizeBytes\":%d,\"storesManagementInformation\":%b}"
                        .formatted(drive, sizeBytes, management));
    }

    /** As power loss of the process: SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    /** As a service manager stops it: SIGTERM. */
    End stop() throws IOException, InterruptedException {
        process.destroy();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return new End(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
