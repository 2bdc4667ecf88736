package dev.trilith.bench.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trilith.bench.BenchFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * qemu-storage-daemon with a file as node {@code source}, exported over NBD, and another NBD server
 * as node {@code target}; told what to do in QMP.
 */
public final class QemuDaemon implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final NbdExport export;
    private final SocketChannel qmp;
    private final BufferedReader answers;
    private final Deque<JsonNode> events = new ArrayDeque<>();

    private QemuDaemon(NbdExport export, SocketChannel qmp) {
        this.export = export;
        this.qmp = qmp;
        Reader reader = Channels.newReader(qmp, StandardCharsets.UTF_8);
        this.answers = new BufferedReader(reader);
    }

    /** Starts it. */
    public static QemuDaemon start(Path source, int targetPort) throws IOException {
        int port = Server.freePort();
        Path socket = Files.createTempDirectory("bench-qmp").resolve("qmp");
        Server server =
                Server.start(
                        command(source, targetPort, port, socket),
                        source.resolveSibling(source.getFileName() + ".qemu.log"),
                        () -> Files.exists(socket) && Server.listening(port).now());
        SocketChannel qmp = SocketChannel.open(StandardProtocolFamily.UNIX);
        qmp.connect(UnixDomainSocketAddress.of(socket));
        QemuDaemon daemon = new QemuDaemon(new NbdExport("nbd://127.0.0.1:" + port, server), qmp);
        daemon.order("{\"execute\":\"qmp_capabilities\"}");
        return daemon;
    }

    private static List<String> command(Path source, int targetPort, int port, Path socket) {
        List<String> command = new ArrayList<>(List.of("qemu-storage-daemon"));
        command.addAll(List.of("--blockdev", "driver=file,node-name=source,filename=" + source));
        command.addAll(
                List.of(
                        "--blockdev",
                        "driver=nbd,node-name=target,server.type=inet,server.host=127.0.0.1,server.port="
                                + targetPort));
        command.addAll(
                List.of("--nbd-server", "addr.type=inet,addr.host=127.0.0.1,addr.port=" + port));
        command.addAll(
                List.of("--export", "type=nbd,id=export,node-name=source,name=,writable=on"));
        command.addAll(List.of("--chardev", "socket,id=qmp,server=on,wait=off,path=" + socket));
        command.addAll(List.of("--monitor", "chardev=qmp"));
        return command;
    }

    /** Where hosts write to the source. */
    public String uri() {
        return export.uri();
    }

    /** Sends a QMP command and waits until it is accepted. */
    public void order(String command) throws IOException {
        qmp.write(ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.UTF_8)));
        while (true) {
            JsonNode answer = next();
            if (answer.has("return")) {
                return;
            }
            if (answer.has("error")) {
                throw new BenchFailure("qemu refused " + command + ": " + answer.path("error"));
            }
            // What an order brings about may be reported before it is answered.
            events.add(answer);
        }
    }

    /** Waits for an event. */
    public void await(String event) throws IOException {
        while (true) {
            JsonNode earlier = events.poll();
            JsonNode answer = earlier != null ? earlier : next();
            if (answer.path("event").asText().equals(event)) {
                JsonNode error = answer.path("data").path("error");
                if (!error.isMissingNode()) {
                    throw new BenchFailure("qemu: " + event + ": " + error.asText());
                }
                return;
            }
        }
    }

    private JsonNode next() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new BenchFailure("qemu-storage-daemon hung up");
        }
        return JSON.readTree(line);
    }

    @Override
    public void close() throws IOException {
        qmp.close();
        export.close();
    }
}
