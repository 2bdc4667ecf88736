package dev.trilith.emulator.nbd;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.trilith.emulator.engine.watch.Lookout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Any bytes instead of commands: each command is answered once, in whole replies. */
class TransmissionFuzzTest {
    private static final int SIZE = 16 << 10;
    private static final BufferPool POOL = new BufferPool(2 << 20);
    private static final SharedFlushes FLUSHES = new SharedFlushes(new Lookout("lookout"));

    @FuzzTest(maxDuration = "5s")
    void transmission(byte[] script) throws IOException {
        for (boolean structured : new boolean[] {false, true}) {
            MemoryVolume volume = new MemoryVolume("LU0", SIZE);
            ScriptTransport client = new ScriptTransport(script);
            Handshake.Entered entered =
                    new Handshake.Entered(
                            new Export(
                                    volume,
                                    FLUSHES.of(volume),
                                    ConcurrentHashMap.newKeySet(),
                                    new Semaphore(1)),
                            structured,
                            structured ? MetaContext.of(volume) : List.of());
            Commands commands =
                    Commands.of(
                            new Wire(client), entered, new ConnectionBuffers(POOL, 1 << 20), 16);
            int answered = 0;
            try {
                Commands.@Nullable Work work = commands.next();
                while (work != null) {
                    answered++;
                    work.run();
                    work = commands.next();
                }
            } catch (IOException theEnd) {
                // A payload that ends early, or no command at all.
                assertThat(theEnd).hasMessageNotContaining("null");
            }
            commands.sendKept();
            checkAnswers(ByteBuffer.wrap(script), answered, client.told(), structured);
            ByteBuffer largest = POOL.take(1 << 20);
            assertThat(largest).as("every buffer was given back").isNotNull();
            POOL.giveBack(Objects.requireNonNull(largest));
        }
    }

    /** One thread carries the commands out, so the answers have their order. */
    private static void checkAnswers(
            ByteBuffer script, int answered, ByteBuffer told, boolean structured) {
        for (int i = 0; i < answered; i++) {
            script.getInt();
            script.getShort();
            int type = script.getShort();
            long cookie = script.getLong();
            script.getLong();
            int length = script.getInt();
            if (type == Protocol.CMD_WRITE) {
                script.position(script.position() + length);
            }
            if (structured) {
                checkChunks(told, cookie);
            } else {
                checkSimple(told, cookie, type == Protocol.CMD_READ ? length : 0);
            }
        }
        assertThat(told.remaining()).as("nothing is answered twice").isZero();
    }

    private static void checkSimple(ByteBuffer told, long cookie, int data) {
        assertThat(told.getInt()).isEqualTo(Protocol.SIMPLE_REPLY_MAGIC);
        int error = told.getInt();
        assertThat(told.getLong()).isEqualTo(cookie);
        if (error == 0) {
            told.position(told.position() + data);
        }
    }

    private static void checkChunks(ByteBuffer told, long cookie) {
        boolean done = false;
        while (!done) {
            assertThat(told.getInt()).isEqualTo(Protocol.STRUCTURED_REPLY_MAGIC);
            done = (told.getShort() & Protocol.CHUNK_FLAG_DONE) != 0;
            int type = Short.toUnsignedInt(told.getShort());
            assertThat(told.getLong()).isEqualTo(cookie);
            int length = told.getInt();
            assertThat(length).isBetween(0, told.remaining());
            if (type == Protocol.CHUNK_BLOCK_STATUS) {
                assertThat(length % 8).isEqualTo(4);
            }
            told.position(told.position() + length);
        }
    }
}
