package dev.trilith.emulator.nbd;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.trilith.emulator.engine.watch.Lookout;
import dev.trilith.emulator.nbd.tls.TlsPolicy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Any bytes instead of a handshake: answered by the protocol's rules, or the connection ends. */
class HandshakeFuzzTest {
    private static final MemoryVolume VOLUME = new MemoryVolume("LU0", 4096);
    private static final int PLACES = 1;
    private static final SharedFlushes FLUSHES = new SharedFlushes(new Lookout("lookout"));

    @FuzzTest(maxDuration = "5s")
    void handshake(byte[] script) throws IOException {
        for (boolean forced : new boolean[] {false, true}) {
            Exports exports =
                    new Exports(() -> List.of(VOLUME), PLACES, new Semaphore(PLACES), FLUSHES);
            ScriptTransport client = new ScriptTransport(script);
            try (SocketChannel unused = SocketChannel.open()) {
                Handshake handshake =
                        new Handshake(
                                exports, 32, new TlsPolicy((channel, plain) -> client, forced));
                Optional<Handshake.Entered> entered = handshake.run(new Wire(client), unused);
                entered.ifPresent(e -> e.export().close());
            } catch (IOException theEnd) {
                // What the protocol leaves when nothing can be made out.
                assertThat(theEnd).hasMessageNotContaining("null");
            }
            assertThat(exports.enter(VOLUME)).as("every place was given back").isPresent();
            checkAnswers(client.told());
        }
    }

    /** After the greeting come whole option replies, or the bare answer to EXPORT_NAME. */
    private static void checkAnswers(ByteBuffer told) {
        assertThat(told.getLong()).isEqualTo(Protocol.NBDMAGIC);
        assertThat(told.getLong()).isEqualTo(Protocol.IHAVEOPT);
        told.getShort();
        while (told.hasRemaining()) {
            if (told.getLong(told.position()) != Protocol.REPLY_MAGIC) {
                assertThat(told.getLong()).isEqualTo(VOLUME.sizeBytes());
                assertThat(told.remaining()).isIn(2, 126);
                return;
            }
            told.getLong();
            told.getInt();
            told.getInt();
            int length = told.getInt();
            assertThat(length).isBetween(0, told.remaining());
            told.position(told.position() + length);
        }
    }
}
