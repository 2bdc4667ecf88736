package dev.trilith.simulation.net;

import dev.trilith.simulation.kernel.Kernel;
import dev.trilith.simulation.kernel.SimProcess;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * A connection between two processes: what is sent arrives in order or not at all. Each end notices
 * by itself, and at its own time, that the other is gone.
 */
final class Connection {
    /** One end. */
    final class End {
        private final SimProcess process;
        private final String place;
        private final String otherPlace;
        private final Deque<Runnable> held = new ArrayDeque<>();
        private Consumer<String> onGone = why -> {};
        private boolean gone;
        private long lastArrival;

        private End(SimProcess process, String place, String otherPlace) {
            this.process = process;
            this.place = place;
            this.otherPlace = otherPlace;
        }

        /** Whether what the other end sends arrives here. */
        private boolean hears() {
            return network.carries(otherPlace, place);
        }

        /** Who is told, in a thread of this end's process, that the connection is gone. */
        void onGone(Consumer<String> listener) {
            onGone = listener;
        }

        /** Something is to happen here once what was sent before has arrived. */
        private void deliver(Runnable arrival) {
            if (gone) {
                return;
            }
            long at = Math.max(lastArrival + 1_000, kernel.nanoTime() + network.latency());
            lastArrival = at;
            kernel.after(at - kernel.nanoTime(), () -> arrive(arrival));
        }

        private void arrive(Runnable arrival) {
            if (gone || !process.alive()) {
                return;
            }
            if (hears() && held.isEmpty()) {
                arrival.run();
            } else {
                held.add(arrival);
            }
        }

        /** What was sent while nothing arrived arrives now, before what was sent later. */
        private void releaseHeld() {
            kernel.after(network.latency(), this::arriveHeld);
        }

        private void arriveHeld() {
            while (!held.isEmpty() && !gone && process.alive() && hears()) {
                held.removeFirst().run();
            }
        }

        /** This end has seen that it is over; the other hears of it once it can. */
        private void noticed(String why) {
            if (!gone) {
                gone = true;
                held.clear();
                kernel.spawn(process, "connection", () -> onGone.accept(why));
                End other = this == sender ? receiver : sender;
                other.deliver(() -> other.noticed(why));
            }
        }
    }

    private final Network network;
    private final Kernel kernel;
    private final End sender;
    private final End receiver;
    private boolean over;

    Connection(Network network, String from, SimProcess sender, String to, SimProcess receiver) {
        this.network = network;
        this.kernel = network.kernel();
        this.sender = new End(sender, from, to);
        this.receiver = new End(receiver, to, from);
        network.opened(this);
        sender.atDeath(() -> reset(this.receiver));
        receiver.atDeath(() -> reset(this.sender));
    }

    End sender() {
        return sender;
    }

    End receiver() {
        return receiver;
    }

    void toReceiver(Runnable arrival) {
        receiver.deliver(arrival);
    }

    void toSender(Runnable arrival) {
        sender.deliver(arrival);
    }

    /** One end hangs up; the other hears of it after what was sent before. */
    void close(End end, String why) {
        if (!end.gone) {
            end.gone = true;
            end.held.clear();
            End other = end == sender ? receiver : sender;
            other.deliver(() -> other.noticed(why));
            if (!other.hears()) {
                silence(other);
            }
        }
        ended();
    }

    private void reset(End other) {
        if (!other.gone) {
            other.deliver(() -> other.noticed("the other process ended"));
            if (!other.hears()) {
                silence(other);
            }
        }
        ended();
    }

    private void ended() {
        if (!over
                && (sender.gone || !sender.process.alive())
                && (receiver.gone || !receiver.process.alive())) {
            over = true;
            network.ended(this);
        }
    }

    void cableCut() {
        for (End end : List.of(sender, receiver)) {
            if (!end.hears()) {
                silence(end);
            }
        }
    }

    /** An end that hears nothing for long hangs up by itself. */
    private void silence(End end) {
        long patience = Network.LIFE_NANOS + kernel.random().nextInt(500) * 1_000_000L;
        kernel.after(
                patience,
                () -> {
                    if (!end.hears()) {
                        end.noticed("no sign of life");
                        ended();
                    }
                });
    }

    void cableJoined() {
        for (End end : List.of(sender, receiver)) {
            if (end.hears()) {
                end.releaseHeld();
            }
        }
    }
}
