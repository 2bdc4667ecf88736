package dev.trilith.emulator.nbd;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One client from its first byte to its last. */
final class NbdConnection {
    private static final System.Logger LOG = System.getLogger(NbdConnection.class.getName());

    /** What a client waits for those that broke off before it; whose disk is slower runs late. */
    private static final Duration MOST_WAIT = Duration.ofSeconds(10);

    private final String name;
    private final SocketChannel channel;
    private final Consumer<NbdConnection> onEnd;
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile @Nullable Export export;
    private volatile @Nullable Transmission transmission;
    private volatile boolean finishing;

    NbdConnection(String name, SocketChannel channel, Consumer<NbdConnection> onEnd) {
        this.name = name;
        this.channel = channel;
        this.onEnd = onEnd;
    }

    /**
     * Greets the client and serves it to the end of this thread's part.
     *
     * @param entered called when the handshake is over and commands may come
     */
    void serve(Handshake handshake, ServerMeans means, Runnable entered) {
        boolean inTransmission = false;
        try {
            Wire wire = new Wire(new PlainTransport(channel));
            Optional<Handshake.Entered> client = handshake.run(wire, channel);
            if (client.isPresent()) {
                Export place = client.get().export();
                export = place;
                entered.run();
                Transmission session = session(wire, client.get(), means);
                transmission = session;
                place.awaitBrokenOff(MOST_WAIT);
                place.servedBy(session::wanted);
                if (finishing) {
                    session.finish();
                }
                inTransmission = true;
                session.work();
            }
        } catch (IOException gone) {
            LOG.log(System.Logger.Level.DEBUG, "{0} ends: {1}", name, gone.getMessage());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error bug) {
            LOG.log(System.Logger.Level.ERROR, name + " ends by an error of this server", bug);
        } finally {
            if (!inTransmission) {
                end();
            }
        }
    }

    private Transmission session(Wire wire, Handshake.Entered client, ServerMeans means) {
        NbdLimits limits = means.limits();
        ConnectionBuffers buffers = new ConnectionBuffers(means.pool(), limits.bufferBytes() / 6);
        Commands commands = Commands.of(wire, client, buffers, limits.requestsInFlight());
        return new Transmission(name, commands, means, this::cut, this::end);
    }

    String name() {
        return name;
    }

    /** Lets commands in flight end and takes no new ones. */
    void finish() {
        finishing = true;
        Transmission session = transmission;
        if (session == null) {
            cut();
            return;
        }
        session.finish();
        try {
            channel.shutdownInput();
        } catch (IOException alreadyGone) {
            cut();
        }
    }

    /** Waits for the end; false if it did not come in time. */
    boolean awaitEnd(Duration time) throws InterruptedException {
        return over.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Ends the connection now; what it has in work still goes on, and keeps its place until it is
     * over. Harmless when it is over already.
     */
    void cut() {
        Transmission session = transmission;
        if (session != null) {
            session.abandon();
        }
        try {
            channel.close();
        } catch (IOException failed) {
            LOG.log(System.Logger.Level.DEBUG, "{0}: closing failed: {1}", name, failed);
        }
    }

    /** Nothing works for it any more. */
    void end() {
        cut();
        Export place = export;
        if (place != null) {
            place.close();
        }
        onEnd.accept(this);
        over.countDown();
    }
}
