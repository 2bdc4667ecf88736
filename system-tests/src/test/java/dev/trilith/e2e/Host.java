package dev.trilith.e2e;

import dev.trilith.cli.fault.CliFailure;
import dev.trilith.cli.lab.ArrayClient;
import dev.trilith.cli.nbd.NbdClient;
import dev.trilith.cli.nbd.NbdUri;
import dev.trilith.contract.VolumeDocument;
import dev.trilith.core.record.CopyManagementRecord;
import dev.trilith.core.record.RecordCodec;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** A host outside the cluster: it reaches an array's pod through ports of this machine. */
final class Host implements AutoCloseable {
    private static final int NBD_PORT = 10809;
    private static final int REST_PORT = 8080;
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final LocalPortForward nbd;
    private final LocalPortForward rest;

    private final @Nullable String token;

    private Host(LocalPortForward nbd, LocalPortForward rest, @Nullable String token) {
        this.nbd = nbd;
        this.rest = rest;
        this.token = token;
    }

    /** Reaches the array {@code array} in this namespace. */
    static Host of(Cluster cluster, String namespace, String array) {
        return of(cluster, namespace, array, null);
    }

    /** The same for an array that asks for a token. */
    static Host of(Cluster cluster, String namespace, String array, @Nullable String token) {
        var pod = cluster.client().pods().inNamespace(namespace).withName("array-" + array + "-0");
        return new Host(pod.portForward(NBD_PORT), pod.portForward(REST_PORT), token);
    }

    /** Bytes that depend on the seed alone. */
    static byte[] pattern(long seed, int length) {
        byte[] bytes = new byte[length];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }

    /** Where a volume is reached on this machine. */
    NbdUri volume(String lu) {
        return new NbdUri("127.0.0.1", nbd.getLocalPort(), lu);
    }

    /** Writes and makes it durable. */
    void write(String lu, long offset, byte[] bytes) throws IOException {
        try (NbdClient client = connect(lu)) {
            client.write(offset, ByteBuffer.wrap(bytes), false);
            client.flush();
        }
    }

    /** Reads. */
    byte[] read(String lu, long offset, int length) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(length);
        try (NbdClient client = connect(lu)) {
            client.read(offset, target);
        }
        return target.array();
    }

    /** Why a volume cannot be reached without TLS; empty if it can. */
    String refusal(String lu) {
        try (NbdClient client = NbdClient.connect(volume(lu), LIMIT)) {
            client.flush();
            return "";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** A forwarded port may be there before what it leads to; a host tries again. */
    private NbdClient connect(String lu) {
        return Cluster.await()
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> NbdClient.connect(volume(lu), LIMIT), Objects::nonNull);
    }

    /** The newest record that the array holds. */
    Optional<CopyManagementRecord> newestRecord() {
        return ask(token, ArrayClient::slots).stream()
                .filter(slot -> slot.state().equals("WHOLE"))
                .map(slot -> RecordCodec.decode(slot.content()))
                .max(Comparator.comparing(CopyManagementRecord::number));
    }

    /** Whether the volumes of one of these drives, all of them, hold one and the same image. */
    boolean holdsWholeImageIn(String... drives) {
        List<VolumeDocument> volumes = ask(null, ArrayClient::show).volumes();
        return Arrays.stream(drives)
                .map(drive ->
                        volumes.stream()
                                .filter(v ->
                                        v.drive().equals(drive)
                                                || v.drive().startsWith(drive + "-"))
                                .toList())
                .anyMatch(group ->
                        group.stream().noneMatch(v -> v.image().equals("INCOMPLETE"))
                                && group.stream().map(VolumeDocument::cut).distinct().count() == 1);
    }

    /**
     * A forwarded connection can be lost on its way through the API server; the next is another.
     */
    private <T> T ask(@Nullable String token, BiFunction<ArrayClient, String, T> question) {
        return Cluster.await()
                .ignoreExceptionsInstanceOf(CliFailure.class)
                .until(
                        () -> {
                            try (ArrayClient client = new ArrayClient(token)) {
                                return question.apply(client, url());
                            }
                        },
                        Objects::nonNull);
    }

    private String url() {
        return "http://127.0.0.1:" + rest.getLocalPort();
    }

    /** Has the array fail as this message says; nothing of it survives the array's restart. */
    void faults(String message) {
        Cluster.await()
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .until(() -> {
                    tellToFail(message);
                    return true;
                });
    }

    private void tellToFail(String message) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url() + "/v1/faults"))
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString(message))
                        .timeout(LIMIT)
                        .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new AssertionError(message + " was answered by " + answer.body());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the array cannot be told to fail", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        try (nbd;
                rest) {
            // Closes both, whatever becomes of the first.
        } catch (IOException e) {
            throw new UncheckedIOException("a forwarded port does not close", e);
        }
    }
}
