package dev.trilith.simulation.site;

import dev.trilith.core.array.ArrayFault;
import dev.trilith.core.array.ArrayOrder;
import dev.trilith.core.array.ArraySnapshot;
import dev.trilith.core.array.Fence;
import dev.trilith.core.array.PairDefinition;
import dev.trilith.core.array.RecordSlot;
import dev.trilith.core.array.StorageArray;
import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.array.VolumeSpec;
import dev.trilith.emulator.engine.ArrayEngine;
import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.VolumeDefinition;
import dev.trilith.simulation.kernel.Kernel;
import dev.trilith.simulation.kernel.SimProcess;
import dev.trilith.simulation.net.Network;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A program's way to one array: requests and answers that can be lost, late or doubled. */
public final class Way implements StorageArray {
    /** An instant of one request. */
    public enum Boundary {
        /** Nothing was sent. */
        BEFORE_SEND,
        /** It has had its effect; the answer is still to come. */
        AFTER_COMMIT,
        /** The caller has the answer. */
        AFTER_ANSWER
    }

    /** A request, for whoever watches. */
    public record Request(
            String array, String what, @Nullable Fence fence, String content, boolean changes) {}

    /** Sees every request; may kill the caller. */
    public interface Watcher {
        /** A boundary of a request is reached. */
        void at(Boundary boundary, Request request, SimProcess caller);

        /** The array is about to carry a request out, in a thread of its own. */
        void before(Request request, ArrayEngine engine);

        /** The array has carried it out, or refused. */
        void after(Request request, ArrayEngine engine, @Nullable EngineFault refusal);
    }

    private static final String LOST = "lost messages";
    private static final long TIMEOUT_NANOS = 5_000_000_000L;

    private record Slots(List<RecordSlot> list) {}

    private static final class Answer {
        private @Nullable Object value;
        private @Nullable EngineFault refusal;
        private boolean here;
        private boolean silent;
    }

    private final Kernel kernel;
    private final Network network;
    private final SimProcess caller;
    private final String place;
    private final SimArray array;
    private final Watcher watcher;

    /**
     * The way to one array.
     *
     * @param place where the caller stands
     */
    public Way(
            Kernel kernel,
            Network network,
            SimProcess caller,
            String place,
            SimArray array,
            Watcher watcher) {
        this.kernel = kernel;
        this.network = network;
        this.caller = caller;
        this.place = place;
        this.array = array;
        this.watcher = watcher;
    }

    private <T> T call(Request request, Function<ArrayEngine, T> work, Class<T> type) {
        if (request.changes()) {
            watcher.at(Boundary.BEFORE_SEND, request, caller);
        }
        Answer answer = new Answer();
        Thread me = Thread.currentThread();
        int copies = request.changes() && network.unlucky("doubled messages") ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            send(request, work, answer, me);
        }
        long until = kernel.nanoTime() + TIMEOUT_NANOS;
        while (!answer.here && !answer.silent && kernel.nanoTime() < until) {
            kernel.park(answer, until - kernel.nanoTime());
        }
        if (!answer.here) {
            throw new ArrayFault.Unreachable(
                    array.name(), "array " + array.name() + " does not answer " + request.what());
        }
        if (request.changes()) {
            watcher.at(Boundary.AFTER_ANSWER, request, caller);
        }
        EngineFault refusal = answer.refusal;
        if (refusal != null) {
            throw Translation.fault(array.name(), refusal);
        }
        return Objects.requireNonNull(type.cast(answer.value));
    }

    private void send(
            Request request, Function<ArrayEngine, ?> work, Answer answer, Thread waiter) {
        if (!network.joined(place, array.name()) || network.unlucky(LOST)) {
            return;
        }
        long late = network.unlucky("late messages") ? 8_000_000_000L : 0;
        kernel.after(
                network.latency() + late,
                () -> {
                    if (array.engine() == null) {
                        // Refused at once, or reset: who waits hears of it.
                        kernel.after(network.latency(), () -> hangUp(answer, waiter));
                        return;
                    }
                    SimProcess process = array.process();
                    process.atDeath(
                            () -> kernel.after(network.latency(), () -> hangUp(answer, waiter)));
                    kernel.spawn(
                            process, request.what(), () -> serve(request, work, answer, waiter));
                });
    }

    private static void hangUp(Answer answer, Thread waiter) {
        if (!answer.here) {
            answer.silent = true;
            LockSupport.unpark(waiter);
        }
    }

    private void serve(
            Request request, Function<ArrayEngine, ?> work, Answer answer, Thread waiter) {
        ArrayEngine engine = array.engine();
        if (engine == null) {
            return;
        }
        if (request.changes()) {
            watcher.before(request, engine);
        }
        Object value = null;
        EngineFault refusal = null;
        try {
            value = work.apply(engine);
        } catch (EngineFault e) {
            refusal = e;
        }
        if (request.changes()) {
            watcher.after(request, engine, refusal);
            watcher.at(Boundary.AFTER_COMMIT, request, caller);
        }
        if (!network.joined(place, array.name()) || network.unlucky(LOST)) {
            return;
        }
        Object given = value;
        EngineFault given2 = refusal;
        kernel.after(
                network.latency(),
                () -> {
                    if (!answer.here) {
                        answer.value = given;
                        answer.refusal = given2;
                        answer.here = true;
                        LockSupport.unpark(waiter);
                    }
                });
    }

    private void change(
            String what, @Nullable Fence fence, String content, Consumer<ArrayEngine> work) {
        call(
                new Request(array.name(), what, fence, content, true),
                engine -> {
                    work.accept(engine);
                    return "done";
                },
                String.class);
    }

    private Request question(String what) {
        return new Request(array.name(), what, null, "", false);
    }

    @Override
    public String name() {
        return array.name();
    }

    @Override
    public ArraySnapshot snapshot() {
        return call(
                question("snapshot"),
                engine -> Translation.snapshot(engine.view()),
                ArraySnapshot.class);
    }

    @Override
    public void defineVolume(VolumeSpec volume) {
        change(
                "define " + volume.address().lu(),
                null,
                "",
                engine ->
                        engine.defineVolume(
                                new VolumeDefinition(
                                        volume.address().port(),
                                        volume.address().lu(),
                                        volume.drive(),
                                        volume.sizeBytes(),
                                        volume.storesManagementInformation())));
    }

    @Override
    public void registerPair(PairDefinition pair, String peerLinkEndpoint) {
        change(
                "register " + pair.name(),
                null,
                "",
                engine ->
                        engine.registerPair(
                                Translation.pair(pair),
                                peerLinkEndpoint.isEmpty() ? null : peerLinkEndpoint));
    }

    @Override
    public void order(ArrayOrder order) {
        change(
                "order " + order.verb() + " " + order.fence().leg(),
                order.fence(),
                "",
                engine -> engine.order(Translation.order(order)));
    }

    @Override
    public void seal(String group, long term, String owner) {
        Fence fence = new Fence(group, "", term, 0, "seal by " + owner);
        change("seal " + group, fence, "", engine -> engine.seal(group, term, owner));
    }

    @Override
    public List<RecordSlot> readRecords() {
        return call(
                        question("records"),
                        engine ->
                                new Slots(
                                        engine.readSlots().stream()
                                                .map(s -> Translation.slot(array.name(), s))
                                                .toList()),
                        Slots.class)
                .list();
    }

    @Override
    public void writeRecord(
            VolumeAddress managementVolume, Fence fence, long after, String content) {
        change(
                "record",
                fence,
                content,
                engine ->
                        engine.writeRecord(
                                managementVolume.port(),
                                managementVolume.lu(),
                                Translation.fence(fence),
                                after,
                                content));
    }

    @Override
    public void writeWitness(VolumeAddress managementVolume, Fence fence, String text) {
        change(
                "witness",
                fence,
                "",
                engine ->
                        engine.writeWitness(
                                managementVolume.port(),
                                managementVolume.lu(),
                                Translation.fence(fence),
                                text));
    }

    @Override
    public boolean reaches(String peer) {
        return call(question("reach"), engine -> engine.reach(peer).reachable(), Boolean.class);
    }

    @Override
    public String owner() {
        return "";
    }
}
