package dev.trilith.emulator.nbd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sessions with simple replies, cut after every byte. A simple reply says nothing of its own
 * length, so one that is not whole, or one too many, would pass for another.
 */
@Timeout(120)
class CutSessionsIT {
    private static final NbdServer SERVER = new NbdServer(NbdLimits.DEFAULT);
    private static final int SIZE = 64 << 10;
    private static final int WRITTEN = 8192;
    private static final MemoryVolume VOLUME = new MemoryVolume("LU0", SIZE);
    private static final byte[] SEVENS = new byte[64];
    private static final byte[] NOTHING = new byte[0];
    private static final int READ_BYTES = 512;
    private static final int READ = 1;
    private static final int WRITE = 2;
    private static final int EINVAL = 22;
    private static final int ENOSPC = 28;
    private static int port;
    private static int abruptPort;

    @BeforeAll
    static void listen() throws IOException {
        Arrays.fill(SEVENS, (byte) 7);
        InetAddress here = InetAddress.getLoopbackAddress();
        port = SERVER.listen("201c", here, 0, () -> List.of(VOLUME));
        // A volume of its own: who breaks off may be served a moment longer than it is there.
        MemoryVolume other = new MemoryVolume("LU0", SIZE);
        abruptPort = SERVER.listen("201d", here, 0, () -> List.of(other));
    }

    @AfterAll
    static void stop() throws IOException {
        SERVER.close();
    }

    /** What a client says; each command's cookie is its place, from 1. */
    private static final class Session {
        private final ByteArrayOutputStream said = new ByteArrayOutputStream();

        /** The end of each command, by its cookie. */
        private final Map<Integer, Integer> ends = new LinkedHashMap<>();

        /** The error that each command is to be answered with. */
        private final Map<Integer, Integer> errors = new LinkedHashMap<>();

        private final int handshake;

        private Session(boolean byName) {
            said.writeBytes(new byte[] {0, 0, 0, (byte) (byName ? 1 : 3)});
            said.writeBytes(RawClient.optionBytes(Protocol.OPT_LIST, NOTHING));
            said.writeBytes(RawClient.optionBytes(Protocol.OPT_INFO, RawClient.question("LU0", 3)));
            said.writeBytes(
                    byName
                            ? RawClient.optionBytes(
                                    Protocol.OPT_EXPORT_NAME,
                                    "LU0".getBytes(StandardCharsets.US_ASCII))
                            : RawClient.optionBytes(Protocol.OPT_GO, RawClient.question("LU0", 3)));
            handshake = said.size();
            command(0, Protocol.CMD_READ, 0, READ_BYTES, NOTHING, 0);
            command(0, Protocol.CMD_WRITE, WRITTEN, SEVENS.length, SEVENS, 0);
            command(0, Protocol.CMD_WRITE, SIZE, SEVENS.length, SEVENS, ENOSPC);
            command(Protocol.CMD_FLAG_FUA, Protocol.CMD_WRITE, WRITTEN, SEVENS.length, SEVENS, 0);
            command(Protocol.CMD_FLAG_NO_HOLE, Protocol.CMD_WRITE_ZEROES, 4096, 4096, NOTHING, 0);
            command(0, Protocol.CMD_TRIM, 4096, 4096, NOTHING, 0);
            command(0, Protocol.CMD_READ, SIZE, READ_BYTES, NOTHING, EINVAL);
            command(0, Protocol.CMD_BLOCK_STATUS, 0, 4096, NOTHING, EINVAL);
            command(0, 77, 0, 0, NOTHING, EINVAL);
            command(0, Protocol.CMD_FLUSH, 0, 0, NOTHING, 0);
            said.writeBytes(RawClient.command(0, Protocol.CMD_DISC, 0, 0, 0));
        }

        private void command(
                int flags, int type, long offset, int length, byte[] payload, int error) {
            int cookie = ends.size() + 1;
            said.writeBytes(RawClient.command(flags, type, cookie, offset, length));
            said.writeBytes(payload);
            ends.put(cookie, said.size());
            errors.put(cookie, error);
        }

        /** How many commands were said as a whole. */
        private int whole(int cut) {
            return (int) ends.values().stream().filter(end -> end <= cut).count();
        }

        /** Whether the end comes where it may come. */
        private boolean between(int cut) {
            return cut == handshake || ends.containsValue(cut) || cut == said.size();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void areAnsweredInWholesUpToTheCut(boolean byName) throws IOException {
        Session session = new Session(byName);
        byte[] said = session.said.toByteArray();
        byte[] greeting = tell(said, session.handshake);
        for (int cut = 0; cut <= said.length; cut++) {
            try (RawClient abrupt = new RawClient(abruptPort)) {
                abrupt.out.write(said, 0, cut);
            }
            VOLUME.write(WRITTEN, ByteBuffer.wrap(new byte[SEVENS.length]), false);
            byte[] heard = tell(said, cut);
            if (cut < session.handshake) {
                assertThat(greeting).as("cut after %d", cut).startsWith(heard);
            } else {
                assertThat(heard).as("cut after %d", cut).startsWith(greeting);
                ByteBuffer replies = ByteBuffer.wrap(heard).position(greeting.length);
                checkReplies(session, cut, replies);
            }
            checkVolume(session, cut);
        }
        for (int each : new int[] {port, abruptPort}) {
            try (RawClient good = RawClient.entered(each, "LU0")) {
                good.send(0, Protocol.CMD_FLUSH, 1, 0, 0);
                assertThat(good.reply()).isEqualTo(new RawClient.Reply(0, 1));
            }
        }
    }

    /** A payload is written as a whole or not at all, and nowhere else. */
    private static void checkVolume(Session session, int cut) {
        byte[] written = VOLUME.copy(WRITTEN, SEVENS.length);
        if (session.whole(cut) < WRITE) {
            assertThat(written).as("cut after %d", cut).containsOnly(0);
        } else if (session.between(cut)) {
            assertThat(written).as("cut after %d", cut).isEqualTo(SEVENS);
        }
        byte[] rest = VOLUME.copy(0, SIZE);
        Arrays.fill(rest, WRITTEN, WRITTEN + SEVENS.length, (byte) 0);
        assertThat(Arrays.equals(rest, new byte[SIZE])).as("cut after %d", cut).isTrue();
    }

    /** What the server says when no more than {@code cut} bytes come. */
    private static byte[] tell(byte[] said, int cut) throws IOException {
        try (RawClient polite = new RawClient(port)) {
            polite.out.write(said, 0, cut);
            return polite.drainBytes();
        }
    }

    private static void checkReplies(Session session, int cut, ByteBuffer replies) {
        Map<Integer, Integer> heard = new LinkedHashMap<>();
        while (replies.hasRemaining()) {
            assertThat(replies.remaining()).as("cut after %d", cut).isGreaterThanOrEqualTo(16);
            assertThat(replies.getInt()).isEqualTo(Protocol.SIMPLE_REPLY_MAGIC);
            int error = replies.getInt();
            int cookie = (int) replies.getLong();
            assertThat(heard.put(cookie, error)).as("cut after %d: once", cut).isNull();
            if (cookie == READ) {
                assertThat(replies.remaining()).isGreaterThanOrEqualTo(READ_BYTES);
                replies.position(replies.position() + READ_BYTES);
            }
        }
        Map<Integer, Integer> expected = new LinkedHashMap<>(session.errors);
        expected.keySet().removeIf(cookie -> cookie > session.whole(cut));
        if (session.between(cut)) {
            assertThat(heard).as("cut after %d", cut).containsExactlyInAnyOrderEntriesOf(expected);
        } else {
            assertThat(expected.entrySet()).as("cut after %d", cut).containsAll(heard.entrySet());
        }
    }
}
