package dev.trilith.emulator.nbd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.emulator.engine.EngineFault;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TRIM and WRITE_ZEROES with their flags. */
class ZeroCommandsIT {
    private static final int SIZE = 40 << 20;
    private static final int ZEROES = Protocol.CMD_WRITE_ZEROES;
    private static final int NO_HOLE = Protocol.CMD_FLAG_NO_HOLE;
    private static final int FAST = Protocol.CMD_FLAG_FAST_ZERO;

    private final NbdServer server = new NbdServer(NbdLimits.DEFAULT);
    private final MemoryVolume volume = new MemoryVolume("LU0", SIZE);
    private int port;

    @BeforeEach
    void listen() throws IOException {
        port = server.listen("201b", InetAddress.getLoopbackAddress(), 0, () -> List.of(volume));
        ByteBuffer ones = ByteBuffer.allocate(8192);
        java.util.Arrays.fill(ones.array(), (byte) 1);
        volume.write(0, ones, false);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private int error(int flags, int type, long offset, int length) throws IOException {
        try (RawClient client = RawClient.entered(port, "LU0")) {
            client.send(flags, type, 1, offset, length);
            return client.reply().error();
        }
    }

    @Test
    void zeroesFarMoreThanAPayloadMayHold() throws IOException {
        assertThat(error(0, ZEROES, 0, SIZE)).isZero();
        assertThat(volume.copy(0, 8192)).containsOnly(0);
        assertThat(volume.zeroCalls).containsExactly("holes 0+" + SIZE);
    }

    @Test
    void keepsTheRoomWhereThatIsAskedFor() throws IOException {
        assertThat(error(NO_HOLE, ZEROES, 100, 1000)).isZero();
        assertThat(volume.zeroCalls).containsExactly("kept 100+1000");
        assertThat(volume.copy(99, 1)).containsExactly(1);
        assertThat(volume.copy(100, 1000)).containsOnly(0);
        assertThat(volume.copy(1100, 1)).containsExactly(1);
    }

    @Test
    void zeroesFastOrSaysAtOnceThatItCannot() throws IOException {
        assertThat(error(FAST | NO_HOLE, ZEROES, 0, 4096)).isEqualTo(95);
        volume.zeroesFast = false;
        assertThat(error(FAST, ZEROES, 0, 4096)).isEqualTo(95);
        assertThat(volume.copy(0, 4096)).containsOnly(1);
        assertThat(error(0, ZEROES, 0, 10)).isZero();
        volume.zeroesFast = true;
        assertThat(error(FAST, ZEROES, 0, 4096)).isZero();
        assertThat(volume.copy(0, 4096)).containsOnly(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {Protocol.CMD_TRIM, ZEROES})
    void isDurableWithFuaBeforeItIsAnswered(int type) throws IOException {
        assertThat(error(Protocol.CMD_FLAG_FUA, type, 0, 4096)).isZero();
        assertThat(volume.fuaWrites.get()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {Protocol.CMD_TRIM, ZEROES})
    void tellsTheEnginesFaultsAndChangesNothingThatIsReadOnly(int type) throws IOException {
        volume.writeFault = EngineFault.Code.READ_ONLY;
        assertThat(error(0, type, 0, 4096)).isEqualTo(1);
        volume.writeFault = null;
        volume.writable = false;
        assertThat(error(0, type, 0, 4096)).isEqualTo(1);
        assertThat(volume.zeroCalls).isEmpty();
    }

    @Test
    void offersNeitherForAReadOnlyVolume() throws IOException {
        volume.writable = false;
        try (RawClient client = RawClient.greeted(port)) {
            client.option(Protocol.OPT_INFO, RawClient.question("LU0"));
            int flags = client.optionReply().data().getShort(10);
            int changing =
                    Protocol.FLAG_SEND_TRIM
                            | Protocol.FLAG_SEND_WRITE_ZEROES
                            | Protocol.FLAG_SEND_FAST_ZERO;
            assertThat(flags & changing).isZero();
        }
    }
}
