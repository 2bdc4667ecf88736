package dev.trilith.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.cli.stamp.StampArea;
import dev.trilith.cli.stamp.StampChecker;
import dev.trilith.cli.stamp.StampLog;
import dev.trilith.cli.stamp.StampVerdict;
import dev.trilith.cli.stamp.StampedWriter;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a host at production writes during a story: a file at the start, stamped blocks all the
 * time, and a late block at the end, all flushed.
 */
final class Writing implements AutoCloseable {
    private static final int MEGABYTE = 1 << 20;
    private static final long FILE_AT = MEGABYTE;
    private static final long LATE_AT = 6L * MEGABYTE;
    private static final byte[] FILE = Host.pattern(1, 3 * MEGABYTE);
    private static final byte[] LATE = Host.pattern(2, 4096);
    private static final List<StampArea> AREAS =
            List.of(new StampArea("211a", 2048, 64), new StampArea("211a-2", 2048, 64));

    private final StampLog log = new StampLog(UUID.randomUUID());
    private final Host host;
    private final StampedWriter writer;

    private Writing(Host host) throws IOException {
        this.host = host;
        this.writer =
                new StampedWriter(log, AREAS, List.of(host.volume("LU0"), host.volume("LU2")), 7);
    }

    /** Writes the file and begins to stamp. */
    static Writing begin(InstalledLab lab) throws IOException {
        return begin(lab.host("production"));
    }

    /** The same through this host at production, which is closed with the writing. */
    static Writing begin(Host host) throws IOException {
        host.write("LU0", FILE_AT, FILE);
        Writing writing =
                Cluster.await()
                        .ignoreExceptionsInstanceOf(IOException.class)
                        .until(() -> new Writing(host), Objects::nonNull);
        writing.writer.start();
        return writing;
    }

    /** Stops stamping, of which nothing may have been refused, and writes the late block. */
    void end() throws IOException, InterruptedException {
        writer.stop();
        assertThat(writer.end()).as("why the host could not write on").isNull();
        assertThat(log.acknowledged()).isPositive();
        host.write("LU0", LATE_AT, LATE);
    }

    /** Why it writes no longer, or null. */
    @Nullable IOException stopped() {
        return writer.end();
    }

    /** Leaves off, with the write under way, as a host does whose storage is gone. */
    void abandon() {
        writer.close();
    }

    /** Writes acknowledged so far. */
    long acknowledged() {
        return log.acknowledged();
    }

    /** Whether the late block is read there. */
    static void assertLate(Host at) throws IOException {
        assertThat(at.read("LU0", LATE_AT, LATE.length)).isEqualTo(LATE);
    }

    /** Whether the file is read there. */
    static void assertFile(Host at) throws IOException {
        assertThat(at.read("LU0", FILE_AT, FILE.length)).isEqualTo(FILE);
    }

    /** Whether the stamps at remote are a prefix of what was written. */
    StampVerdict assertPrefix(Host remote) throws IOException {
        return assertPrefix(remote, "LU0", "LU4");
    }

    /** The same of any two volumes that follow the two that are written to. */
    StampVerdict assertPrefix(Host at, String first, String second) throws IOException {
        List<byte[]> images =
                List.of(stamps(at, first, AREAS.get(0)), stamps(at, second, AREAS.get(1)));
        StampVerdict verdict = StampChecker.check(log, AREAS, images);
        assertThat(verdict.faults()).isEmpty();
        return verdict;
    }

    /** Whether nothing that was ever acknowledged is missing at remote. */
    void assertWhole(Host remote) throws IOException {
        assertLate(remote);
        assertFile(remote);
        assertThat(assertPrefix(remote).lostAcknowledged()).isZero();
    }

    @Override
    public void close() {
        writer.close();
        host.close();
    }

    private static byte[] stamps(Host host, String lu, StampArea area) throws IOException {
        return host.read(lu, area.offsetBytes(), area.lengthBytes());
    }
}
