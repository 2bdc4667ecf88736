package dev.trilith.emulator.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.emulator.engine.LegKey;
import dev.trilith.emulator.engine.remote.LegOpen;
import dev.trilith.emulator.engine.remote.LegWire;
import dev.trilith.emulator.engine.remote.Pending;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections that open no leg: none lasts, and all of them together keep no array out. */
class StrangersIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final LegKey KEY = new LegKey("G1", "2a->2b");
    private static final byte[] PING = frame(Frame.Type.PING, new byte[0]);

    /** More than an array takes. */
    private static final int CROWD = 300;

    private final RecordingReceiver receiver = new RecordingReceiver();
    private final List<Socket> crowd = new ArrayList<>();
    private TcpLinkTransport here;
    private TcpLinkTransport there;

    @BeforeEach
    void listen() throws IOException {
        here = new TcpLinkTransport("127.0.0.1", 0);
        there = new TcpLinkTransport("127.0.0.1", 0);
        here.start("2a", (open, end) -> receiver);
        there.start("2b", (open, end) -> receiver);
    }

    @AfterEach
    void close() throws IOException {
        for (Socket socket : crowd) {
            socket.close();
        }
        here.close();
        there.close();
    }

    private Socket dial() throws IOException {
        String[] endpoint = there.endpoint().split(":", -1);
        Socket socket = new Socket(endpoint[0], Integer.parseInt(endpoint[1]));
        crowd.add(socket);
        return socket;
    }

    private LegWire open() {
        return here.connect(there.endpoint()).open(new LegOpen("2a", "2b", KEY, 1), why -> {});
    }

    private static byte[] frame(Frame.Type type, byte[] payload) {
        ByteBuffer whole = ByteBuffer.allocate(Frame.HEADER_BYTES + payload.length);
        int sum = payload.length == 0 ? 0 : Frame.sum(ByteBuffer.wrap(payload));
        new Frame(type, 0, -1, 0, payload.length, 1, sum).put(whole);
        return whole.put(payload).array();
    }

    private static byte[] question(String receiver) {
        return frame(Frame.Type.PROBE, LegCodec.bytes(new LinkProbe.Question("2a", receiver)));
    }

    /** Sends piece after piece, the last one again and again, until the array hangs up. */
    private static boolean hangsUpOn(Socket socket, int pauseMillis, byte[]... pieces)
            throws IOException {
        long end = System.nanoTime() + LIMIT.toNanos();
        socket.setSoTimeout(pauseMillis);
        InputStream answers = socket.getInputStream();
        for (int i = 0; System.nanoTime() < end; i++) {
            try {
                socket.getOutputStream().write(pieces[Math.min(i, pieces.length - 1)]);
                if (answers.read(new byte[4096]) < 0) {
                    return true;
                }
            } catch (SocketTimeoutException nothing) {
                // It did not hang up yet.
            } catch (IOException reset) {
                return true;
            }
        }
        return false;
    }

    @Test
    void whoOnlyGivesSignsOfLifeIsHungUpOn() throws Exception {
        assertThat(hangsUpOn(dial(), 100, PING)).isTrue();
    }

    @Test
    void whoTakesItsTimeOverTheFirstFrameIsHungUpOn() throws Exception {
        byte[] whole = frame(Frame.Type.OPEN, LegCodec.bytes(new LegOpen("2a", "2b", KEY, 1)));
        byte[][] drops = new byte[whole.length][];
        for (int i = 0; i < whole.length; i++) {
            drops[i] = new byte[] {whole[i]};
        }
        assertThat(whole.length).as("longer than the limit").isGreaterThan(60);
        assertThat(hangsUpOn(dial(), 500, drops)).isTrue();
        assertThat(receiver.down).as("nothing was opened").isNotDone();
    }

    @Test
    void whoWasAnsweredAndStaysIsHungUpOn() throws Exception {
        assertThat(hangsUpOn(dial(), 100, question("2b"), PING)).as("a probe").isTrue();
        assertThat(hangsUpOn(dial(), 100, question("2c"), PING)).as("a refusal").isTrue();
    }

    @Test
    void aCrowdKeepsNoArrayOut() throws Exception {
        LegWire before = open();
        for (int i = 0; i < CROWD; i++) {
            Socket unused = dial();
        }
        LegWire after = open();
        for (LegWire wire : List.of(before, after)) {
            assertThat(wire.write(0, 0, ByteBuffer.allocate(512), false).await(LIMIT))
                    .isEqualTo(Pending.Outcome.DONE);
        }
        here.probe(there.endpoint(), "2a", "2b", LIMIT);
    }
}
