package dev.trilith.cli.scenario;

import dev.trilith.cli.data.VolumeFile;
import dev.trilith.cli.nbd.NbdClient;
import dev.trilith.cli.nbd.NbdUri;
import dev.trilith.cli.stamp.StampArea;
import dev.trilith.cli.stamp.StampChecker;
import dev.trilith.cli.stamp.StampVerdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was read back from the last volumes of the chain.
 *
 * @param dataSha256 of the bytes at the first file's place
 * @param lateSha256 of the bytes at the second file's place, null if there was no second file
 * @param stamps what the stamps prove
 * @param readableNanoTime when the first block of every volume had been read, as of nanoTime
 */
record RecoveredImage(
        String dataSha256,
        @Nullable String lateSha256,
        StampVerdict stamps,
        long readableNanoTime) {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

    /**
     * Reads everything back.
     *
     * @param volumes the last volumes, in the order of the data volumes at production
     * @param workload what was written
     */
    static RecoveredImage read(List<NbdUri> volumes, Workload workload) throws IOException {
        List<NbdClient> clients = new ArrayList<>();
        try {
            for (NbdUri uri : volumes) {
                NbdClient client = NbdClient.connect(uri, CONNECT_LIMIT);
                clients.add(client);
                client.read(0, ByteBuffer.allocate(4096));
            }
            long readable = System.nanoTime();
            List<byte[]> areas = new ArrayList<>();
            for (int i = 0; i < clients.size(); i++) {
                StampArea area = workload.areas().get(i);
                byte[] bytes = new byte[area.lengthBytes()];
                clients.get(i).read(area.offsetBytes(), ByteBuffer.wrap(bytes));
                areas.add(bytes);
            }
            VolumeFile data = workload.data();
            VolumeFile late = workload.late();
            if (data == null) {
                throw new IllegalStateException("nothing was written, so nothing can be read back");
            }
            return new RecoveredImage(
                    data.sha256In(clients.getFirst()),
                    late == null ? null : late.sha256In(clients.getFirst()),
                    StampChecker.check(workload.log(), workload.areas(), areas),
                    readable);
        } finally {
            clients.forEach(NbdClient::close);
        }
    }
}
