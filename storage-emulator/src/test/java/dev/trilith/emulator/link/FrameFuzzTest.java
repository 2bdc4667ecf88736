package dev.trilith.emulator.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Any bytes instead of a frame of another array. */
class FrameFuzzTest {
    @FuzzTest(maxDuration = "5s")
    void frame(byte[] bytes) {
        header(bytes.clone());
        if (bytes.length > 0) {
            payload(bytes[0] & 7, Arrays.copyOfRange(bytes, 1, bytes.length));
        }
    }

    /** Once as it is, once with the checksum that a sender who means harm can compute too. */
    private static void header(byte[] bytes) {
        if (bytes.length < Frame.HEADER_BYTES) {
            return;
        }
        check(ByteBuffer.wrap(bytes));
        ByteBuffer summed = ByteBuffer.wrap(bytes);
        summed.putInt(0, 0x54524C4B).put(4, (byte) 1);
        summed.putInt(Frame.HEADER_BYTES - 4, Frame.sum(summed.slice(0, Frame.HEADER_BYTES - 4)));
        check(summed);
    }

    private static void check(ByteBuffer header) {
        try {
            Frame frame = Frame.get(header);
            assertThat(frame.payloadBytes()).isBetween(0, Frame.MAX_PAYLOAD_BYTES);
            assertThat(frame.lengthBytes()).isNotNegative();
            assertThat(frame.offsetBytes()).isNotNegative();
            ByteBuffer again = ByteBuffer.allocate(Frame.HEADER_BYTES);
            frame.put(again);
            assertThat(Frame.get(again.flip())).isEqualTo(frame);
        } catch (IOException refused) {
            assertThat(refused).hasMessageNotContaining("null");
        }
    }

    private static void payload(int kind, byte[] bytes) {
        ByteBuffer payload = ByteBuffer.wrap(bytes);
        try {
            switch (kind) {
                case 0 -> {
                    var open = LegCodec.open(payload);
                    assertThat(LegCodec.open(ByteBuffer.wrap(LegCodec.bytes(open))))
                            .isEqualTo(open);
                }
                case 1 -> {
                    var probe = LegCodec.probe(payload);
                    assertThat(LegCodec.probe(ByteBuffer.wrap(LegCodec.bytes(probe))))
                            .isEqualTo(probe);
                }
                case 2 -> assertThat(LegCodec.fault(payload).code()).isNotNull();
                case 3 -> {
                    var reply = LegCodec.reply(payload);
                    assertThat(LegCodec.reply(ByteBuffer.wrap(LegCodec.bytes(reply))))
                            .isEqualTo(reply);
                }
                default -> {
                    var command = LegCodec.command(payload);
                    assertThat(LegCodec.command(ByteBuffer.wrap(LegCodec.bytes(command))))
                            .isEqualTo(command);
                }
            }
        } catch (IOException refused) {
            assertThat(kind).isNotNegative();
        }
    }
}
