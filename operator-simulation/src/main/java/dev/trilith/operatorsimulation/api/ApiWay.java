package dev.trilith.operatorsimulation.api;

import dev.trilith.mockcluster.InProcessApi.Answered;
import dev.trilith.mockcluster.InProcessApi.Sent;
import dev.trilith.operatorsimulation.api.ApiFaults.Boundary;
import dev.trilith.operatorsimulation.api.ApiFaults.Fate;
import dev.trilith.simulation.kernel.Kernel;
import dev.trilith.simulation.kernel.SimProcess;
import dev.trilith.simulation.net.Network;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A process's way to the API server: messages of the simulated network. */
public final class ApiWay {
    private static final long TIMEOUT_NANOS = 10_000_000_000L;
    private static final int LATEST_MILLIS = 8_000;
    private static final long MILLI = 1_000_000L;
    private final Kernel kernel;
    private final Network network;
    private final SimProcess caller;
    private final String place;
    private final ApiServer server;
    private final ApiFaults faults;

    private static final class Reply {
        private @Nullable Answered answered;
        private boolean reset;
    }

    /**
     * The way.
     *
     * @param place where the caller stands
     */
    public ApiWay(
            Kernel kernel,
            Network network,
            SimProcess caller,
            String place,
            ApiServer server,
            ApiFaults faults) {
        this.kernel = kernel;
        this.network = network;
        this.caller = caller;
        this.place = place;
        this.server = server;
        this.faults = faults;
    }

    Kernel kernel() {
        return kernel;
    }

    /** Whether what is sent now arrives. */
    public boolean open() {
        return network.joined(place, ApiServer.PLACE) && !faults.away();
    }

    /**
     * Sends a request and waits for its answer.
     *
     * @throws IOException if none comes
     */
    public Answered exchange(Sent sent) throws IOException {
        faults.at(Boundary.BEFORE_SEND, sent, caller);
        if (faults.away()) {
            kernel.sleep(network.latency());
            throw new IOException("nobody listens at the API server");
        }
        Fate fate = faults.fate(sent);
        Reply reply = new Reply();
        Thread me = Thread.currentThread();
        if (open() && fate != Fate.LOST) {
            long late =
                    fate == Fate.LATE ? MILLI * (1 + kernel.random().nextInt(LATEST_MILLIS)) : 0;
            kernel.after(network.latency() + late, () -> serve(sent, fate, reply, me));
        }
        long until = kernel.nanoTime() + TIMEOUT_NANOS;
        while (reply.answered == null && !reply.reset && kernel.nanoTime() < until) {
            kernel.park(reply, until - kernel.nanoTime());
        }
        Answered answered = reply.answered;
        if (answered == null) {
            throw new IOException(
                    reply.reset
                            ? "connection reset by the API server"
                            : "the API server is silent");
        }
        faults.at(Boundary.AFTER_ANSWER, sent, caller);
        return answered;
    }

    private void serve(Sent sent, Fate fate, Reply reply, Thread waiter) {
        Answered answered = fate.code() == 0 ? server.serve(sent) : refusal(fate);
        if (fate.code() == 0) {
            faults.at(Boundary.AFTER_COMMIT, sent, caller);
        }
        if (!open()) {
            return;
        }
        kernel.after(
                network.latency(),
                () -> {
                    reply.reset = fate == Fate.ANSWER_LOST;
                    reply.answered = reply.reset ? null : answered;
                    LockSupport.unpark(waiter);
                });
    }

    private static Answered refusal(Fate fate) {
        return new Answered(
                fate.code(),
                "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\","
                        + "\"message\":\"the simulated API server refuses this\",\"reason\":\""
                        + fate.reason()
                        + "\",\"code\":"
                        + fate.code()
                        + "}");
    }
}
