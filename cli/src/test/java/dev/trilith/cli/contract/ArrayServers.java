package dev.trilith.cli.contract;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trilith.cli.nbd.NbdClient;
import dev.trilith.cli.testing.ArrayServer;
import dev.trilith.contract.FaultsDocument;
import dev.trilith.contract.LinkFaultDocument;
import dev.trilith.core.array.ContractLab;
import dev.trilith.core.array.StorageArray;
import dev.trilith.core.array.VolumeAddress;
import dev.trilith.operator.array.RestStorageArray;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Three arrays as processes, managed over REST, with hosts over NBD. */
final class ArrayServers implements ContractLab, AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration A_MOMENT = Duration.ofMillis(10);
    private static final long SLOT_BYTES = 256 * 1024L;
    private static final int INSIDE_THE_TAR = 600;

    private final Map<String, ArrayServer> servers = new TreeMap<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final ExecutorService hosts = Executors.newCachedThreadPool();

    ArrayServers(Path folder) {
        for (String name : List.of("2a", "2b", "2c")) {
            ArrayServer server = new ArrayServer(name, folder);
            servers.put(name, server);
            server.start();
        }
    }

    private ArrayServer server(String name) {
        return Objects.requireNonNull(servers.get(name), name);
    }

    @Override
    public StorageArray array(String name) {
        return new RestStorageArray(http, name, server(name).rest(), null, LIMIT);
    }

    @Override
    public String port(String array) {
        return server(array).port();
    }

    @Override
    public String linkEndpoint(String array) {
        return server(array).link();
    }

    @Override
    public CompletableFuture<Void> write(VolumeAddress volume, long offsetBytes, byte[] data) {
        return CompletableFuture.runAsync(
                () -> {
                    try (NbdClient host = connect(volume)) {
                        host.write(offsetBytes, ByteBuffer.wrap(data), true);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                hosts);
    }

    @Override
    public byte[] read(VolumeAddress volume, long offsetBytes, int lengthBytes) {
        try (NbdClient host = connect(volume)) {
            ByteBuffer target = ByteBuffer.allocate(lengthBytes);
            host.read(offsetBytes, target);
            return target.array();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private NbdClient connect(VolumeAddress volume) throws IOException {
        return NbdClient.connect(server(volume.array()).host(volume.lu()), LIMIT);
    }

    @Override
    public void kill(String array) {
        server(array).kill();
    }

    @Override
    public void restart(String array) {
        server(array).start();
    }

    @Override
    public void cutLink(String one, String other) {
        faults(one, List.of(new LinkFaultDocument(other, null, null, true)));
    }

    @Override
    public void restoreLink(String one, String other) {
        faults(one, List.of());
    }

    private void faults(String array, List<LinkFaultDocument> links) {
        try {
            byte[] body =
                    new ObjectMapper()
                            .writeValueAsBytes(new FaultsDocument(links, null, null, null, null));
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(server(array).rest() + "/v1/faults"))
                            .header("Content-Type", "application/json")
                            .PUT(HttpRequest.BodyPublishers.ofByteArray(body))
                            .build();
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException("array " + array + " answered " + answer.body());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void corruptSlot(VolumeAddress volume, int slot) {
        Path file = server(volume.array()).file(volume.lu());
        long at = slot * SLOT_BYTES + INSIDE_THE_TAR;
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, at);
            one.put(0, (byte) (one.get(0) ^ 1));
            channel.write(one.flip(), at);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void settle() {
        pass(A_MOMENT);
    }

    @Override
    public void pass(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        servers.values().forEach(ArrayServer::kill);
        hosts.shutdownNow();
    }
}
