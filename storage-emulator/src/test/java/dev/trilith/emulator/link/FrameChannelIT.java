package dev.trilith.emulator.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is gathered goes with the next frame that is sent, whole and in the order of the calls. */
class FrameChannelIT {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private FrameChannel here;
    private FrameChannel there;
    private SocketChannel raw;

    @BeforeEach
    void connect() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            here = new FrameChannel(SocketChannel.open(server.getLocalAddress()), new Cables());
            raw = server.accept();
            there = new FrameChannel(raw, new Cables());
        }
        here.widen();
        there.widen();
    }

    @AfterEach
    void hangUp() throws IOException {
        here.close();
        there.close();
    }

    private static Frame write(long ticket, ByteBuffer payload) {
        return new Frame(
                Frame.Type.WRITE,
                0,
                1,
                ticket * 4096,
                payload.remaining(),
                ticket,
                Frame.sum(payload.duplicate()));
    }

    private static ByteBuffer bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }

    @Test
    void gatheredFramesWaitForTheNextThatIsSentAndComeBeforeIt() throws IOException {
        for (long ticket = 1; ticket <= 100; ticket++) {
            here.gather(Frame.bare(Frame.Type.REPLY, ticket));
        }
        assertThat(here.bytesSent()).as("nothing yet").isZero();
        here.send(Frame.bare(Frame.Type.FLUSH, 101), NOTHING);
        assertThat(here.bytesSent()).isEqualTo(101L * Frame.HEADER_BYTES);
        for (long ticket = 1; ticket <= 101; ticket++) {
            assertThat(there.receive().ticket()).isEqualTo(ticket);
        }
        assertThat(there.hasReceived()).isFalse();
    }

    @Test
    void whatWasGatheredIsSentBeforeItsThreadWaits() throws IOException {
        here.gather(Frame.bare(Frame.Type.REPLY, 1));
        CompletableFuture<Void> answer =
                CompletableFuture.runAsync(() -> {
                    try {
                        assertThat(there.receive().ticket()).isEqualTo(1);
                        there.send(Frame.bare(Frame.Type.REPLY, 2), NOTHING);
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                });
        assertThat(here.receive().ticket()).isEqualTo(2);
        answer.join();
    }

    @Test
    void whatWasGatheredIsSentBeforeItsThreadWaitsForAPayload() throws Exception {
        ByteBuffer payload = bytes(new Random(7), 4096);
        ByteBuffer whole = ByteBuffer.allocate(Frame.HEADER_BYTES + payload.remaining());
        write(2, payload).put(whole);
        whole.put(payload.duplicate()).flip();
        raw.write(whole.duplicate().limit(whole.limit() / 2));
        CompletableFuture<ByteBuffer> received =
                inAThread(() -> {
                    Frame frame = here.receive();
                    here.gather(Frame.bare(Frame.Type.DONE, 1));
                    return here.payload(frame, ByteBuffer.allocate(4096));
                });
        CompletableFuture<Long> answer = inAThread(() -> there.receive().ticket());
        assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo(1);
        raw.write(whole.duplicate().position(whole.limit() / 2));
        assertThat(received.get(20, TimeUnit.SECONDS)).isEqualTo(payload);
    }

    private static <T> CompletableFuture<T> inAThread(Callable<T> work) {
        CompletableFuture<T> end = new CompletableFuture<>();
        Thread.ofPlatform()
                .daemon()
                .start(() -> {
                    try {
                        end.complete(work.call());
                    } catch (Exception e) {
                        end.completeExceptionally(e);
                    }
                });
        return end;
    }

    @Test
    void moreThanTheBufferHoldsIsSentInBetween() throws IOException {
        long count = 2000;
        CompletableFuture<List<Long>> received = receive(count);
        for (long ticket = 1; ticket <= count; ticket++) {
            here.gather(Frame.bare(Frame.Type.REPLY, ticket));
        }
        assertThat(here.bytesSent()).isPositive();
        here.push();
        assertThat(here.bytesSent()).isEqualTo(count * Frame.HEADER_BYTES);
        assertThat(received.join()).hasSize((int) count).isSorted();
    }

    /** Small payloads are copied, long ones are not; none may overtake another. */
    @Test
    void payloadsOfEveryLengthArriveWholeAndInOrder() throws IOException {
        Random random = new Random(7);
        long count = 300;
        CompletableFuture<List<Long>> received = receive(count);
        for (long ticket = 1; ticket <= count; ticket++) {
            ByteBuffer payload = bytes(random, 1 + random.nextInt(10_000));
            if (random.nextInt(4) == 0) {
                here.send(write(ticket, payload), payload);
            } else {
                here.gather(write(ticket, payload), payload);
            }
            assertThat(payload.position()).as("a payload's position does not move").isZero();
        }
        here.push();
        assertThat(received.join()).hasSize((int) count).isSorted();
    }

    /** The tickets of so many frames as they come; their payloads' sums are checked. */
    private CompletableFuture<List<Long>> receive(long count) {
        return CompletableFuture.supplyAsync(() -> {
            ByteBuffer buffer = ByteBuffer.allocate(Frame.MAX_PAYLOAD_BYTES);
            List<Long> tickets = new ArrayList<>();
            try {
                for (long i = 0; i < count; i++) {
                    Frame frame = there.receive();
                    assertThat(there.payload(frame, buffer).remaining())
                            .isEqualTo(frame.payloadBytes());
                    tickets.add(frame.ticket());
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            return tickets;
        });
    }
}
