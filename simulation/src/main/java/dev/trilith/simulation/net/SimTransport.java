package dev.trilith.simulation.net;

import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.FaultInjection.LinkFault;
import dev.trilith.emulator.engine.remote.LegAcceptor;
import dev.trilith.emulator.engine.remote.LegOpen;
import dev.trilith.emulator.engine.remote.LegWire;
import dev.trilith.emulator.engine.remote.LinkTransport;
import dev.trilith.simulation.kernel.Kernel;
import dev.trilith.simulation.kernel.SimProcess;
import dev.trilith.simulation.kernel.SimThreads;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One array process's door to the network. */
public final class SimTransport implements LinkTransport {
    private static final long CONNECT_NANOS = 1_000_000_000L;
    private final Network network;
    private final Kernel kernel;
    private final SimProcess process;
    private final String array;
    private @Nullable LegAcceptor acceptor;

    /** The door of {@code array}, whose process this is. */
    public SimTransport(Network network, SimProcess process, String array) {
        this.network = network;
        this.kernel = network.kernel();
        this.process = process;
        this.array = array;
    }

    /** Where an array is dialled. */
    public static String endpointOf(String array) {
        return array + ":1";
    }

    @Override
    public void start(String name, LegAcceptor legs) {
        acceptor = legs;
        network.listen(endpoint(), this);
        process.atDeath(() -> network.forget(endpoint(), this));
    }

    @Override
    public String endpoint() {
        return endpointOf(array);
    }

    @Override
    public Dialed connect(String endpoint) {
        kernel.sleep(network.latency());
        SimTransport there = network.listener(endpoint);
        String peer = endpoint.substring(0, endpoint.indexOf(':'));
        if (!network.joined(array, peer)) {
            kernel.sleep(CONNECT_NANOS);
            throw unreachable(endpoint, "no answer");
        }
        if (there == null || !there.process.alive()) {
            throw unreachable(endpoint, "connection refused");
        }
        return new Call(there);
    }

    private static EngineFault unreachable(String endpoint, String why) {
        return new EngineFault(
                EngineFault.Code.PEER_UNREACHABLE, "no array answers at " + endpoint + ": " + why);
    }

    @Override
    public void probe(String endpoint, String sender, String receiver, Duration limit) {
        connect(endpoint).close();
    }

    @Override
    public boolean understands(String endpoint) {
        return endpoint.endsWith(":1");
    }

    @Override
    public void setFault(String peerArray, LinkFault fault) {
        throw new UnsupportedOperationException("the world breaks cables itself");
    }

    @Override
    public Map<String, LinkFault> faults() {
        return Map.of();
    }

    @Override
    public void close() {
        network.forget(endpoint(), this);
    }

    private final class Call implements Dialed {
        private final SimTransport there;

        private Call(SimTransport there) {
            this.there = there;
        }

        @Override
        public LegWire open(LegOpen open, Consumer<String> onDown) {
            if (!open.receiver().equals(there.array) || !there.process.alive()) {
                throw unreachable(there.endpoint(), "it is not " + open.receiver());
            }
            Connection connection =
                    new Connection(network, array, process, there.array, there.process);
            InboundLeg inbound =
                    new InboundLeg(
                            kernel,
                            there.process,
                            connection,
                            Objects.requireNonNull(there.acceptor));
            SimWire wire =
                    new SimWire(new SimThreads(kernel, process), connection, inbound, onDown);
            wire.open(open);
            return wire;
        }

        @Override
        public void close() {
            // Nothing was opened, or the leg has it.
        }
    }
}
