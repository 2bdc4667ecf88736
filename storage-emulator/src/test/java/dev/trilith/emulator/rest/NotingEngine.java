package dev.trilith.emulator.rest;

import dev.trilith.emulator.engine.ArrayEngine;
import dev.trilith.emulator.engine.ArrayView;
import dev.trilith.emulator.engine.Cut;
import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.EventKind;
import dev.trilith.emulator.engine.Extent;
import dev.trilith.emulator.engine.FaultInjection;
import dev.trilith.emulator.engine.Fence;
import dev.trilith.emulator.engine.HostVolume;
import dev.trilith.emulator.engine.ImageLabel;
import dev.trilith.emulator.engine.Order;
import dev.trilith.emulator.engine.PairDefinition;
import dev.trilith.emulator.engine.PairRole;
import dev.trilith.emulator.engine.PairStatus;
import dev.trilith.emulator.engine.PeerGrant;
import dev.trilith.emulator.engine.PeerGrants;
import dev.trilith.emulator.engine.PeerReach;
import dev.trilith.emulator.engine.RecordSlot;
import dev.trilith.emulator.engine.SuspendReason;
import dev.trilith.emulator.engine.VolumeAddress;
import dev.trilith.emulator.engine.VolumeDefinition;
import io.quarkus.test.Mock;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An engine that writes down what it was told, and refuses when the test says so. */
@Mock
@Singleton
public class NotingEngine implements ArrayEngine, FaultInjection, PeerGrants {
    /** A host port for one of the two array ports. */
    @Mock
    @Singleton
    @Produces
    HostPorts hostPorts() {
        return port -> port.equals("201b") ? OptionalInt.of(10809) : OptionalInt.empty();
    }

    /** An array that asks for no token. */
    @Mock
    @Singleton
    @Produces
    Doorkeeper doorkeeper() {
        return new Doorkeeper(null, this);
    }

    /** It was told whose it is. */
    @Mock
    @Singleton
    @Produces
    ArrayOwner owner() {
        return new ArrayOwner("production/7d0c");
    }

    private Duration clockOffset = Duration.ZERO;
    private final List<Object> notes = new ArrayList<>();
    private final List<ArrayView.VolumeView> volumes = new ArrayList<>();
    private final Map<String, LinkFault> links = new TreeMap<>();
    private final Map<String, PeerGrant> grants = new TreeMap<>();
    private final Map<String, DiskFault> disks = new LinkedHashMap<>();
    private @Nullable RuntimeException refusal;

    /** Forgets everything. */
    void reset() {
        notes.clear();
        volumes.clear();
        links.clear();
        grants.clear();
        disks.clear();
        refusal = null;
    }

    /** What it was told since the last reset. */
    List<Object> notes() {
        return notes;
    }

    /** Throws this from the next changing call on. */
    void refuse(RuntimeException fault) {
        refusal = fault;
    }

    private void note(Object what) {
        if (refusal != null) {
            throw refusal;
        }
        notes.add(what);
    }

    @Override
    public String name() {
        return "2a";
    }

    @Override
    public Set<String> ports() {
        return Set.of("201b");
    }

    @Override
    public ArrayView view() {
        PairDefinition pair =
                new PairDefinition(
                        "P1",
                        "G1",
                        "2a->2b",
                        new VolumeAddress("2a", "201b", "LU0"),
                        new VolumeAddress("2b", "201d", "LU0"));
        return new ArrayView(
                "2a",
                42,
                volumes,
                List.of(
                        new ArrayView.PairView(
                                pair,
                                PairRole.PRIMARY,
                                PairStatus.PSUS,
                                SuspendReason.FROZEN,
                                65536,
                                7L,
                                "127.0.0.1:9000")),
                List.of(new ArrayView.FenceView("G1", 3, 9, "P120")),
                List.of(
                        new ArrayView.EventView(
                                Instant.EPOCH, EventKind.FreezeExpired, "G1 2a->2b resumed")));
    }

    @Override
    public List<ArrayView.PairView> awaitPairs(
            String group, Set<PairStatus> statuses, Duration atMost) {
        if (atMost.isPositive()) {
            note(statuses + " within " + atMost);
        }
        return view().pairs().stream().filter(p -> p.definition().group().equals(group)).toList();
    }

    @Override
    public void defineVolume(VolumeDefinition volume) {
        note(volume);
        Cut cut = new Cut(5, 1, Instant.parse("2026-11-23T00:00:00Z"));
        volumes.add(new ArrayView.VolumeView(volume, ImageLabel.still(cut), true));
    }

    @Override
    public void registerPair(PairDefinition pair, @Nullable String peerLinkEndpoint) {
        note(List.of(pair, String.valueOf(peerLinkEndpoint)));
    }

    @Override
    public void order(Order order) {
        note(order);
    }

    @Override
    public void seal(String group, long term, String owner) {
        note(List.of(group, term, owner));
    }

    @Override
    public List<RecordSlot> readSlots() {
        return List.of(
                new RecordSlot("201b", "LU1", 0, RecordSlot.State.WHOLE, "table 600"),
                new RecordSlot("201b", "LU1", 1, RecordSlot.State.CORRUPT, ""));
    }

    @Override
    public void writeRecord(String port, String lu, Fence fence, long after, String content) {
        note(List.of(port, lu, fence, after, content));
    }

    @Override
    public void writeWitness(String port, String lu, Fence fence, String text) {
        note(List.of(port, lu, fence, text));
    }

    @Override
    public List<HostVolume> hostVolumes() {
        return List.of();
    }

    @Override
    public Optional<HostVolume> host(String port, String lu) {
        return lu.equals("LU0") ? Optional.of(new NoVolume(port, lu)) : Optional.empty();
    }

    @Override
    public PeerGrants grants() {
        return this;
    }

    @Override
    public List<PeerGrant> all() {
        return List.copyOf(grants.values());
    }

    @Override
    public void put(PeerGrant grant) {
        note(grant);
        grants.put(grant.peer(), grant);
    }

    @Override
    public void remove(String peer) {
        note("revoke " + peer);
        grants.remove(peer);
    }

    @Override
    public PeerReach reach(String peer) {
        if (!peer.equals("2b")) {
            throw new EngineFault(EngineFault.Code.NO_SUCH_PEER, "no pair names array " + peer);
        }
        return new PeerReach(false, "array 2b gave no answer within 1000 ms");
    }

    @Override
    public FaultInjection faults() {
        return this;
    }

    @Override
    public String linkEndpoint() {
        return "127.0.0.1:9001";
    }

    @Override
    public void close() {
        notes.add("closed");
    }

    @Override
    public void setLink(String peerArray, LinkFault fault) {
        note(List.of(peerArray, fault));
        if (fault.equals(LinkFault.NONE)) {
            links.remove(peerArray);
        } else {
            links.put(peerArray, fault);
        }
    }

    @Override
    public Map<String, LinkFault> links() {
        return new TreeMap<>(links);
    }

    @Override
    public void setDisk(String port, String lu, DiskFault fault) {
        note(List.of(port, lu, fault));
        if (fault.equals(DiskFault.NONE)) {
            disks.remove(port + "/" + lu);
        } else {
            disks.put(port + "/" + lu, fault);
        }
    }

    @Override
    public Map<String, DiskFault> disks() {
        return new LinkedHashMap<>(disks);
    }

    @Override
    public void setClockOffset(Duration ahead) {
        clockOffset = ahead;
    }

    @Override
    public Duration clockOffset() {
        return clockOffset;
    }

    @Override
    public Set<String> crashPoints() {
        return Set.of("after-journal", "before-acknowledge");
    }

    @Override
    public void crashAt(String point) {
        note("crash " + point);
    }

    private record NoVolume(String port, String lu) implements HostVolume {
        @Override
        public long sizeBytes() {
            return 4096;
        }

        @Override
        public boolean writable() {
            return true;
        }

        @Override
        public void read(long offsetBytes, ByteBuffer target) {
            throw new EngineFault(EngineFault.Code.DISK_ERROR, "there is no disk here");
        }

        @Override
        public void write(long offsetBytes, ByteBuffer source, boolean fua) {
            throw new EngineFault(EngineFault.Code.DISK_ERROR, "there is no disk here");
        }

        @Override
        public void zero(long offsetBytes, long lengthBytes, boolean holes, boolean fua) {
            throw new EngineFault(EngineFault.Code.DISK_ERROR, "there is no disk here");
        }

        @Override
        public void trim(long offsetBytes, long lengthBytes, boolean fua) {
            throw new EngineFault(EngineFault.Code.DISK_ERROR, "there is no disk here");
        }

        @Override
        public boolean zeroesFast() {
            return false;
        }

        @Override
        public void flush() {
            throw new EngineFault(EngineFault.Code.DISK_ERROR, "there is no disk here");
        }

        @Override
        public List<Extent> allocation(long offsetBytes, long lengthBytes, int most) {
            return List.of(new Extent(lengthBytes, true));
        }

        @Override
        public List<String> differenceMaps() {
            return List.of();
        }

        @Override
        public List<Extent> differences(String pair, long offsetBytes, long lengthBytes, int most) {
            throw new EngineFault(EngineFault.Code.WRONG_STATE, "there is no pair here");
        }
    }
}
