package dev.trilith.emulator.nbd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A hundred thousand bad sessions leave nothing behind: no heap, no thread, no descriptor. */
@Timeout(600)
class BadSessionsIT {
    private static final int SESSIONS = 100_000;
    private static final int WARM_UP = 4_000;
    private static final int CLIENTS = 4;

    @Test
    void leaveNothingBehind() throws Exception {
        MemoryVolume volume = new MemoryVolume("LU0", 64 << 10);
        try (NbdServer server = new NbdServer(NbdLimits.DEFAULT)) {
            InetAddress here = InetAddress.getLoopbackAddress();
            int port = server.listen("201z", here, 0, () -> List.of(volume));
            attack(port, WARM_UP);
            Held before = Held.afterAll("201z");
            attack(port, SESSIONS);
            Held.afterAll("201z").requireNoMoreThan(before, SESSIONS + " bad NBD sessions");
            try (RawClient good = RawClient.entered(port, "LU0")) {
                good.send(0, Protocol.CMD_FLUSH, 1, 0, 0);
                assertThat(good.reply()).isEqualTo(new RawClient.Reply(0, 1));
            }
        }
    }

    private static void attack(int port, int sessions) throws InterruptedException {
        AtomicInteger left = new AtomicInteger(sessions);
        List<Thread> clients = new ArrayList<>();
        List<Throwable> failures = new java.util.concurrent.CopyOnWriteArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Random random = new Random(i);
            clients.add(
                    Thread.ofPlatform()
                            .uncaughtExceptionHandler((thread, e) -> failures.add(e))
                            .start(() -> {
                                while (left.getAndDecrement() > 0) {
                                    session(port, random);
                                }
                            }));
        }
        for (Thread client : clients) {
            client.join();
        }
        assertThat(failures).isEmpty();
    }

    /** A recorded session, cut and changed; half of the clients wait for what the server says. */
    private static void session(int port, Random random) {
        byte[] said = NbdBadInputIT.recordedSession();
        for (int changes = random.nextInt(3); changes > 0; changes--) {
            said[random.nextInt(said.length)] = (byte) random.nextInt();
        }
        int cut = random.nextInt(said.length + 1);
        try (SocketChannel client = SocketChannel.open()) {
            boolean waits = random.nextBoolean();
            if (!waits) {
                // Gone without a trace, so that the ports of a hundred thousand are enough.
                client.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
            client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            client.write(ByteBuffer.wrap(said, 0, cut));
            if (waits) {
                client.shutdownOutput();
                ByteBuffer heard = ByteBuffer.allocate(4096);
                while (client.read(heard.clear()) >= 0) {}
            }
        } catch (IOException hungUp) {
            // Also an end of a bad session.
            assertThat(hungUp).isNotInstanceOf(java.net.BindException.class);
        }
    }
}
