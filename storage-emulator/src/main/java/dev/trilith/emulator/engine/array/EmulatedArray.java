package dev.trilith.emulator.engine.array;

import dev.trilith.emulator.engine.ArrayEngine;
import dev.trilith.emulator.engine.ArrayView;
import dev.trilith.emulator.engine.ArrayView.FenceView;
import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.EventKind;
import dev.trilith.emulator.engine.FaultInjection;
import dev.trilith.emulator.engine.Fence;
import dev.trilith.emulator.engine.HostVolume;
import dev.trilith.emulator.engine.LegKey;
import dev.trilith.emulator.engine.Order;
import dev.trilith.emulator.engine.PairDefinition;
import dev.trilith.emulator.engine.PairStatus;
import dev.trilith.emulator.engine.PeerGrants;
import dev.trilith.emulator.engine.PeerReach;
import dev.trilith.emulator.engine.RecordSlot;
import dev.trilith.emulator.engine.VolumeAddress;
import dev.trilith.emulator.engine.VolumeDefinition;
import dev.trilith.emulator.engine.pair.Leg;
import dev.trilith.emulator.engine.pair.Pair;
import dev.trilith.emulator.engine.remote.LegWire;
import dev.trilith.emulator.engine.remote.LinkTransport;
import dev.trilith.emulator.engine.store.ControlMemory;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The array put together. */
public final class EmulatedArray implements ArrayEngine {
    private final Core core;
    private final ControlMemory memory;
    private final Closeable directory;
    private final Labels labels;
    private final MemberFailure failures;
    private final Losses losses;
    private final Definitions definitions;
    private final ReceivingLegs receiving;
    private final OrderDesk desk;
    private final Records records;
    private final Faults faults;
    private final GrantTable grants;
    private final PeerProbes probes;
    private final Upkeep upkeep;
    private boolean closed;

    private EmulatedArray(
            ArrayConfig config, LinkTransport transport, Closeable directory, ControlMemory memory)
            throws IOException {
        this.directory = directory;
        this.memory = memory;
        ShiftedClock clock = new ShiftedClock(config.clock());
        EventLog events = new EventLog(clock);
        Startup startup = new Startup(config, memory, events);
        core = new Core(config, startup.tables(), transport, events, clock, startup.continuity());
        labels = new Labels(core);
        failures = new MemberFailure(core);
        Guards guards = new Guards(core);
        receiving = new ReceivingLegs(core, labels, guards, this::forget);
        losses = new Losses(core, labels, receiving);
        Copies copies = new Copies(core, labels);
        SendingLegs sending = new SendingLegs(core, guards, copies, failures);
        definitions = new Definitions(core, labels, this::newLeg, losses::volumeFailed);
        InternalLegs internals = new InternalLegs(core, labels, guards, copies);
        desk = new OrderDesk(core, sending, internals, failures, this::forget);
        records = new Records(core, labels, desk);
        faults = new Faults(core);
        grants = new GrantTable(core, startup.grants(), this::run);
        probes = new PeerProbes(core);
        upkeep = new Upkeep(core);
        startup.load(core.earlyFlush, losses::volumeFailed, this::newLeg);
        startup.settle(core);
        records.learn();
        events.add(EventKind.ArrayOpened, "array " + config.name() + " is open");
    }

    /**
     * Opens an array on its data directory, and listens to other arrays.
     *
     * @param transport not started yet; closed with the array
     * @throws EngineFault WRONG_STATE if another process has the directory, CONFLICTING_DEFINITION
     *     if it belongs to another array, DISK_ERROR if it cannot be read
     */
    public static ArrayEngine open(ArrayConfig config, LinkTransport transport) {
        Path data = config.data();
        Closeable directory = null;
        ControlMemory memory = null;
        boolean done = false;
        try {
            config.disk().createDirectories(data);
            directory = config.disk().lock(data.resolve("lock"));
            if (directory == null) {
                throw new EngineFault(
                        EngineFault.Code.WRONG_STATE,
                        "the data directory "
                                + data
                                + " is in use by another array process; stop it first");
            }
            memory = ControlMemory.open(config.disk(), data.resolve("control.journal"));
            EmulatedArray array = new EmulatedArray(config, transport, directory, memory);
            transport.start(config.name(), array.receiving);
            array.upkeep.start();
            done = true;
            return array;
        } catch (IOException e) {
            throw new EngineFault(
                    EngineFault.Code.DISK_ERROR,
                    "array " + config.name() + " cannot be opened: " + reason(e),
                    e);
        } finally {
            if (!done) {
                release(memory, directory);
            }
        }
    }

    private static String reason(IOException e) {
        // Without a reason of its own it says no more than the file's name.
        boolean bare = e instanceof FileSystemException file && file.getReason() == null;
        return e.getMessage() + (bare ? " cannot be made, read or written" : "");
    }

    private static void release(@Nullable Closeable... resources) {
        for (Closeable one : resources) {
            try {
                if (one != null) {
                    one.close();
                }
            } catch (IOException e) {
                throw new UncheckedIOException("closing the array's files", e);
            }
        }
    }

    private Leg newLeg(LegKey key) {
        AtomicReference<@Nullable Leg> self = new AtomicReference<>();
        Leg leg =
                new Leg(key, why -> failures.memberFailed(Objects.requireNonNull(self.get()), why));
        self.set(leg);
        return leg;
    }

    private void forget(Leg leg) {
        List<Pair> pairs = leg.pairs();
        if (pairs.isEmpty()) {
            return;
        }
        Change change = core.tables.change();
        for (Pair pair : pairs) {
            change.row(RowCodec.PAIRS, pair.name(), null);
            change.then(() -> core.tables.remove(pair));
        }
        core.cut(leg, change::commit);
        for (Pair pair : pairs) {
            try {
                pair.differences().close();
                core.config.disk().delete(Definitions.bitmap(core.config.data(), pair.name()));
            } catch (IOException e) {
                core.events.add(
                        EventKind.DiskFailed,
                        "the bitmap of " + pair + " is left over: " + e.getMessage());
            }
        }
    }

    /**
     * Runs a command on a thread of the array, since an interrupt of the caller's would close the
     * files it is using.
     */
    private void run(Runnable command) {
        if (core.closing) {
            throw core.fault(EngineFault.Code.WRONG_STATE, "the array is stopping");
        }
        FutureTask<@Nullable Void> task = new FutureTask<>(command, null);
        core.workers.execute(task);
        core.await(task);
    }

    @Override
    public String name() {
        return core.config.name();
    }

    @Override
    public Set<String> ports() {
        return core.config.ports();
    }

    @Override
    public ArrayView view() {
        return core.tables.view(name(), core.events);
    }

    @Override
    public List<ArrayView.PairView> awaitPairs(
            String group, Set<PairStatus> statuses, Duration atMost) {
        return core.tables.awaitPairs(
                group,
                pairs ->
                        pairs.stream().allMatch(p -> statuses.contains(p.status()))
                                || pairs.stream().anyMatch(p -> p.status() == PairStatus.PSUE),
                atMost);
    }

    @Override
    public void defineVolume(VolumeDefinition volume) {
        run(() -> core.exclusively(() -> definitions.define(volume)));
    }

    @Override
    public void registerPair(PairDefinition pair, @Nullable String peerLinkEndpoint) {
        run(() -> core.exclusively(() -> definitions.register(pair, peerLinkEndpoint)));
    }

    @Override
    public void order(Order order) {
        run(() -> desk.order(order));
    }

    @Override
    public void seal(String group, long term, String owner) {
        if (term < 1 || owner.isEmpty() || owner.length() > 128) {
            throw core.fault(
                    EngineFault.Code.INVALID_VALUE,
                    "a seal names a term of at least 1 and an owner of 1 to 128 characters");
        }
        definitions.checkWord("group", group);
        run(() -> core.exclusively(() -> sealNow(group, term, owner)));
    }

    private void sealNow(String group, long term, String owner) {
        FenceView seen = core.tables.fence(group);
        boolean others = term == seen.term() && !owner.equals(seen.owner());
        if (term < seen.term() || others) {
            String why =
                    "group "
                            + group
                            + " is sealed with term "
                            + seen.term()
                            + " by "
                            + seen.owner()
                            + "; term "
                            + term
                            + " by "
                            + owner
                            + " is refused";
            core.events.add(EventKind.Refused, why);
            throw core.fault(EngineFault.Code.OLD_TERM, why);
        }
        if (term > seen.term()) {
            core.tables.change().fence(new FenceView(group, term, 0, owner)).commit();
            core.pass(CrashPoint.SEAL_AFTER_TERM);
        }
        // Also when repeated: a crash may have come between.
        receiving.seal(group, term);
    }

    @Override
    public List<RecordSlot> readSlots() {
        return records.read();
    }

    @Override
    public void writeRecord(String port, String lu, Fence fence, long after, String content) {
        run(() -> records.write(port, lu, fence, after, content));
    }

    @Override
    public void writeWitness(String port, String lu, Fence fence, String text) {
        run(() -> records.witness(port, lu, fence, text));
    }

    @Override
    public List<HostVolume> hostVolumes() {
        List<HostVolume> volumes = new ArrayList<>();
        core.tables.units().forEach(u -> volumes.add(new HostUnit(core, labels, u)));
        return volumes;
    }

    @Override
    public Optional<HostVolume> host(String port, String lu) {
        return Optional.ofNullable(core.tables.unit(new VolumeAddress(name(), port, lu)))
                .map(u -> new HostUnit(core, labels, u));
    }

    @Override
    public PeerGrants grants() {
        return grants;
    }

    @Override
    public PeerReach reach(String peer) {
        return probes.reach(peer);
    }

    @Override
    public FaultInjection faults() {
        return faults;
    }

    @Override
    public String linkEndpoint() {
        return core.transport.endpoint();
    }

    /** Bytes sent on the connections that are open now, headers included. */
    long bytesSent() {
        long bytes = 0;
        for (Leg leg : core.tables.legs()) {
            LegWire wire = leg.wire();
            bytes += wire == null ? 0 : wire.bytesSent();
        }
        return bytes;
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        core.closing = true;
        core.timers.close();
        // Ends the legs in both directions, and with them what waits for answers.
        core.transport.close();
        core.tables.legs().forEach(leg -> failures.endHold(leg.freeze()));
        core.exclusively(() -> {
            for (Leg leg : core.tables.legs()) {
                if (leg.internal()) {
                    leg.fail("the array is stopping");
                }
            }
        });
        core.workers.shutdown();
        boolean quiet = awaitWorkers();
        core.tables.settle();
        List<Closeable> open = new ArrayList<>();
        EngineFault unflushed = losses.flushAtStop(quiet);
        core.tables.units().forEach(u -> open.add(u.volume()::close));
        core.tables.pairs().forEach(p -> open.add(p.differences()::close));
        open.add(memory);
        open.add(directory);
        if (quiet) {
            release(open.toArray(new Closeable[0]));
        }
        if (unflushed != null) {
            throw unflushed;
        }
    }

    /** Files are closed under nobody: what still runs after this ends with the process. */
    private boolean awaitWorkers() {
        try {
            return core.workers.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
