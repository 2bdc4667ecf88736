package dev.trilith.emulator.nbd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trilith.emulator.engine.EngineFault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A READ that fails after its reply had begun: the client waits for the rest of its data, and would
 * take whatever comes next for it.
 */
class BrokenOffTest {
    private static final int PIECE = 8 << 10;
    private static final Request LONG = new Request(0, Protocol.CMD_READ, 1, 0, 2 * PIECE);
    private static final Request UNBROKEN =
            new Request(Protocol.CMD_FLAG_DF, Protocol.CMD_READ, 1, 0, 2 * PIECE);
    private static final Request OTHER = new Request(0, Protocol.CMD_READ, 2, 0, PIECE);

    private final ScriptTransport client = new ScriptTransport(new byte[0]);
    private final Outbox out = new Outbox(new Wire(client));

    private static ByteBuffer pieceAt(long done) {
        if (done > 0) {
            throw new EngineFault(EngineFault.Code.DISK_ERROR, "told to fail");
        }
        return ByteBuffer.allocate(PIECE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void noOtherAnswerIsTakenForTheRestOfItsData(boolean structured) throws IOException {
        ReplyWriter replies = structured ? new StructuredReplies(out) : new SimpleReplies(out);
        assertThatThrownBy(() -> replies.data(structured ? UNBROKEN : LONG, BrokenOffTest::pieceAt))
                .isInstanceOf(IOException.class);
        int told = client.told().remaining();
        for (ReplyTry other :
                List.<ReplyTry>of(
                        () -> replies.done(OTHER),
                        () -> replies.error(OTHER, NbdError.EIO),
                        () -> replies.data(OTHER, ByteBuffer.allocate(PIECE)),
                        () -> replies.data(OTHER, done -> ByteBuffer.allocate(PIECE)))) {
            assertThatThrownBy(other::send).isInstanceOf(IOException.class);
        }
        out.flush();
        assertThat(client.told().remaining()).isEqualTo(told);
    }

    private interface ReplyTry {
        void send() throws IOException;
    }
}
