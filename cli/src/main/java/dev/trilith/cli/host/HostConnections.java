package dev.trilith.cli.host;

import dev.trilith.cli.nbd.NbdClient;
import dev.trilith.cli.stamp.StampArea;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One connection to each of a host's volumes. One thread uses it; {@link #close} may be called from
 * any thread and ends a request in flight.
 */
final class HostConnections implements AutoCloseable {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

    private final List<NbdClient> clients = new ArrayList<>();
    private final List<StampArea> areas = new ArrayList<>();

    private HostConnections() {}

    /** Connects as {@link #open(List, Duration)} does, and waits for answers as long as usual. */
    static HostConnections open(List<HostVolume> volumes) throws IOException {
        return open(volumes, NbdClient.ANSWER_LIMIT);
    }

    /**
     * Connects to all volumes, in this order.
     *
     * @param answerLimit the longest that one answer is waited for
     * @throws IOException if one of them is not reached; its cause says more
     */
    static HostConnections open(List<HostVolume> volumes, Duration answerLimit) throws IOException {
        Duration connectLimit =
                answerLimit.compareTo(CONNECT_LIMIT) < 0 ? answerLimit : CONNECT_LIMIT;
        HostConnections connections = new HostConnections();
        try {
            for (HostVolume volume : volumes) {
                NbdClient client = NbdClient.connect(volume.uri(), connectLimit, answerLimit);
                connections.clients.add(client);
                connections.areas.add(StampArea.ofHost(volume.name(), client.sizeBytes()));
            }
            return connections;
        } catch (IOException | RuntimeException e) {
            connections.close();
            throw e;
        }
    }

    /** The connection to a volume. */
    NbdClient volume(int index) {
        return clients.get(index);
    }

    /** Where the stamps lie, one area for each volume. */
    List<StampArea> areas() {
        return areas;
    }

    /** Reads the stamped areas, one after the other. */
    HostImage read() throws IOException {
        List<byte[]> bytes = new ArrayList<>();
        for (int i = 0; i < clients.size(); i++) {
            StampArea area = areas.get(i);
            byte[] content = new byte[area.lengthBytes()];
            clients.get(i).read(area.offsetBytes(), ByteBuffer.wrap(content));
            bytes.add(content);
        }
        return new HostImage(areas, bytes);
    }

    /** Makes every acknowledged write durable, on all volumes. */
    void flush() throws IOException {
        for (NbdClient client : clients) {
            client.flush();
        }
    }

    @Override
    public void close() {
        clients.forEach(NbdClient::close);
    }
}
