package dev.trilith.bench.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trilith.bench.BenchFailure;
import dev.trilith.bench.Settings;
import dev.trilith.contract.AddressDocument;
import dev.trilith.contract.FenceRequest;
import dev.trilith.contract.OrderRequest;
import dev.trilith.contract.PairRequest;
import dev.trilith.contract.RecordRequest;
import dev.trilith.contract.SealRequest;
import dev.trilith.contract.VolumeRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The array as it ships, started by its launcher and driven over its management interface. */
public final class TrilithArray implements AutoCloseable {
    /** The one port that hosts reach its volumes by. */
    public static final String PORT = "201b";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int PATIENCE_MILLIS = Math.toIntExact(PATIENCE.toMillis());
    private static final AtomicLong COMMANDS = new AtomicLong();

    private final String name;
    private final Server server;
    private final JsonNode ports;

    private TrilithArray(String name, Server server, JsonNode ports) {
        this.name = name;
        this.server = server;
        this.ports = ports;
    }

    /** Starts an array whose data lies under {@code folder}, and waits until it is ready. */
    public static TrilithArray start(Settings settings, Path folder, String name)
            throws IOException {
        return start(settings, folder, name, 0, List.of());
    }

    /** Starts an array for which a flush is over at once: it shows what the rest takes. */
    public static TrilithArray unflushed(Settings settings, Path folder, String name)
            throws IOException {
        return start(settings, folder, name, 0, List.of("eatmydata"));
    }

    /** Starts an array that hosts reach at a TCP port of the caller's choice. */
    public static TrilithArray start(Settings settings, Path folder, String name, int nbdPort)
            throws IOException {
        return start(settings, folder, name, nbdPort, List.of());
    }

    private static TrilithArray start(
            Settings settings, Path folder, String name, int nbdPort, List<String> within)
            throws IOException {
        Files.createDirectories(folder);
        Path portFile = folder.resolve(name + ".json");
        Files.deleteIfExists(portFile);
        List<String> command = new ArrayList<>(within);
        command.add(settings.root().resolve("trilith").toString());
        command.addAll(List.of("array", "run", "--name", name));
        command.addAll(List.of("--data", folder.resolve(name).toString()));
        command.addAll(List.of("--nbd", PORT + "=" + nbdPort));
        command.addAll(List.of("--port-file", portFile.toString()));
        Server server =
                Server.start(command, folder.resolve(name + ".log"), () -> Files.exists(portFile));
        return new TrilithArray(name, server, JSON.readTree(portFile.toFile()));
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** Its process. */
    public long pid() {
        return server.pid();
    }

    /** Where clients find a volume. */
    public String uri(String lu) {
        return "nbd://127.0.0.1:" + ports.path("nbd").path(PORT).asInt() + "/" + lu;
    }

    /** The TCP port on which other arrays reach it. */
    public int linkPort() {
        return ports.path("link").asInt();
    }

    /** Defines a volume. */
    public void define(String lu, long sizeBytes) {
        define(lu, sizeBytes, false);
    }

    /** Defines a volume that may keep records. */
    public void define(String lu, long sizeBytes, boolean records) {
        put("/v1/volumes/" + PORT + "/" + lu, new VolumeRequest("drive-" + lu, sizeBytes, records));
    }

    /** The address of a volume. */
    public AddressDocument address(String lu) {
        return new AddressDocument(name, PORT, lu);
    }

    /** Registers an internal pair. */
    public void pair(String pair, String group, String primary, String secondary) {
        put(
                "/v1/pairs/" + pair,
                new PairRequest(group, name, address(primary), address(secondary), null));
    }

    /** Registers a remote pair at both arrays; the other one is reached at {@code linkPort}. */
    public void pair(
            String pair,
            String group,
            String primary,
            TrilithArray other,
            String secondary,
            int linkPort) {
        String leg = legTo(other);
        AddressDocument from = address(primary);
        AddressDocument to = other.address(secondary);
        other.put(
                "/v1/pairs/" + pair,
                new PairRequest(group, leg, from, to, "127.0.0.1:" + linkPort()));
        put("/v1/pairs/" + pair, new PairRequest(group, leg, from, to, "127.0.0.1:" + linkPort));
    }

    /** The name of the leg from this array to another one. */
    public String legTo(TrilithArray other) {
        return name + "->" + other.name;
    }

    /** Lets orders with term 1 through. */
    public void seal(String group) {
        post("/v1/seals", new SealRequest(group, 1, "bench"));
    }

    private static FenceRequest fence(String group, String leg, long sequence) {
        return new FenceRequest(group, leg, 1, sequence, "bench-" + COMMANDS.incrementAndGet());
    }

    /** Orders something that needs no more words. */
    public void order(String verb, String group, String leg) {
        order(verb, group, leg, null, null);
    }

    /** Orders something that concerns a cycle. */
    public void order(String verb, String group, String leg, long cycle) {
        order(verb, group, leg, cycle, null);
    }

    /** Brings a suspended leg in step again, over the only image that its other array has. */
    public void resyncOverImage(String group, String leg) {
        order("RESYNC", group, leg, null, "GOLDEN_COPY_AT_RISK");
    }

    private void order(
            String verb, String group, String leg, @Nullable Long cycle, @Nullable String force) {
        boolean freeze = verb.equals("FREEZE");
        post(
                "/v1/orders",
                new OrderRequest(
                        verb,
                        fence(group, leg, 1),
                        cycle,
                        freeze ? "HOLD" : null,
                        freeze ? 10_000L : null,
                        force));
    }

    /** Writes a record; its number grows with each, as that of any other record does. */
    public void record(String lu, String group, long sequence, String content) {
        put(
                "/v1/management-volumes/" + PORT + "/" + lu + "/record",
                new RecordRequest(fence(group, "", sequence), null, content));
    }

    /** Everything the array shows. */
    public JsonNode view() {
        return read("/v1/array");
    }

    private JsonNode read(String path) {
        try {
            return JSON.readTree(send("GET", path, ""));
        } catch (IOException e) {
            throw new BenchFailure("array " + name + " answers no document", e);
        }
    }

    /** Waits until every pair of a group has a status. */
    public void await(String group, String status) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        String question = "/v1/groups/" + group + "/pairs?waitMillis=10000&status=" + status;
        while (true) {
            JsonNode answer = read(question);
            if (answer.path("reached").asBoolean()) {
                return;
            }
            boolean broken = false;
            for (JsonNode pair : answer.path("pairs")) {
                broken |= pair.path("status").asText().equals("PSUE");
            }
            if (broken || System.nanoTime() > until) {
                throw new BenchFailure(
                        "array "
                                + name
                                + " does not reach "
                                + status
                                + ": "
                                + view().path("events"));
            }
        }
    }

    private void put(String path, Object message) {
        send("PUT", path, json(message));
    }

    private void post(String path, Object message) {
        send("POST", path, json(message));
    }

    private static String json(Object message) {
        try {
            return JSON.writeValueAsString(message);
        } catch (IOException e) {
            throw new BenchFailure("a message cannot be written", e);
        }
    }

    private String send(String method, String path, String body) {
        try {
            HttpURLConnection request = open(method, path);
            if (!body.isEmpty()) {
                request.setDoOutput(true);
                try (OutputStream out = request.getOutputStream()) {
                    out.write(body.getBytes(StandardCharsets.UTF_8));
                }
            }
            boolean refused = request.getResponseCode() >= 400;
            String answer;
            try (InputStream in = refused ? request.getErrorStream() : request.getInputStream()) {
                answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
            if (refused) {
                throw new BenchFailure(
                        "array " + name + ": " + method + " " + path + ": " + answer);
            }
            return answer;
        } catch (IOException e) {
            throw new BenchFailure("array " + name + " does not answer " + path, e);
        }
    }

    /** The JDK's blocking client: the other one changes threads several times in each request. */
    private HttpURLConnection open(String method, String path) throws IOException {
        URI uri = URI.create("http://127.0.0.1:" + ports.path("rest").asInt() + path);
        HttpURLConnection request = (HttpURLConnection) uri.toURL().openConnection();
        request.setConnectTimeout(PATIENCE_MILLIS);
        request.setReadTimeout(PATIENCE_MILLIS);
        request.setRequestMethod(method);
        request.setRequestProperty("Content-Type", "application/json");
        return request;
    }

    @Override
    public void close() {
        server.close();
    }
}
