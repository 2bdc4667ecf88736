package dev.trilith.core.array;

import static dev.trilith.core.array.RefusalCode.INVALID_VALUE;
import static dev.trilith.core.array.RefusalCode.NO_SUCH_VOLUME;
import static dev.trilith.core.array.RefusalCode.OLD_SEQUENCE;
import static dev.trilith.core.array.RefusalCode.OLD_TERM;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The array of the tests: all of docs/concepts/array-semantics.md in memory, moved by hand. One
 * thread.
 */
public final class InMemoryArray implements StorageArray {
    private record Answer(ArrayFault.@Nullable Refused refused) {}

    final MemoryNetwork network;
    final Map<VolumeAddress, MemoryVolume> volumes = new TreeMap<>();
    final Map<String, MemoryPair> pairs = new TreeMap<>();
    final List<String> events = new ArrayList<>();
    private final String name;
    private final Map<String, FenceState> fences = new TreeMap<>();
    private final Map<String, Answer> answers = new HashMap<>();
    private final Map<String, Long> highestCycles = new HashMap<>();
    private final MemoryLegs legs = new MemoryLegs(this);
    private final MemoryBreaks breaks = new MemoryBreaks(this, legs);
    private final MemoryData data = new MemoryData(this);
    private String owner = "";
    private Cut newestCut = new Cut(0, 0, Instant.EPOCH);

    InMemoryArray(String name, MemoryNetwork network) {
        this.name = name;
        this.network = network;
    }

    @Override
    public String name() {
        return name;
    }

    /** What the array logged: guards overridden, freezes that expired. */
    public List<String> events() {
        return List.copyOf(events);
    }

    MemoryData data() {
        return data;
    }

    private void reached() {
        if (!network.managementReaches(name)) {
            throw new ArrayFault.Unreachable(name, "no answer");
        }
        if (network.refusal(name) == RefusalCode.UNAUTHENTICATED) {
            throw refuse(RefusalCode.UNAUTHENTICATED, "no token is known");
        }
    }

    /** Every change passes here. */
    private void granted() {
        reached();
        RefusalCode refusal = network.refusal(name);
        if (refusal != null) {
            throw refuse(refusal, "the owner has not granted this");
        }
    }

    ArrayFault.Refused refuse(RefusalCode code, String message) {
        return new ArrayFault.Refused(name, code, message);
    }

    @Override
    public ArraySnapshot snapshot() {
        reached();
        return look();
    }

    /** What {@link #snapshot} shows, for a test that is no program: never unreachable. */
    public ArraySnapshot look() {
        List<VolumeState> states = new ArrayList<>();
        for (MemoryVolume volume : volumes.values()) {
            VolumeSpec spec = volume.spec;
            states.add(
                    new VolumeState(
                            spec.address(),
                            spec.drive(),
                            spec.sizeBytes(),
                            spec.storesManagementInformation(),
                            volume.label,
                            data.hostMayWrite(spec.address())));
        }
        List<PairState> pairStates = pairs.values().stream().map(MemoryPair::state).toList();
        return new ArraySnapshot(name, states, pairStates, List.copyOf(fences.values()));
    }

    @Override
    public void defineVolume(VolumeSpec spec) {
        granted();
        long smallest = spec.storesManagementInformation() ? 129 : 1;
        if (spec.sizeBytes() < smallest * MemoryVolume.BLOCK_BYTES
                || spec.sizeBytes() % MemoryVolume.BLOCK_BYTES != 0
                || !spec.address().array().equals(name)) {
            throw refuse(INVALID_VALUE, "volume " + spec.address() + " of " + spec.sizeBytes());
        }
        MemoryVolume known = volumes.get(spec.address());
        if (known == null) {
            volumes.put(spec.address(), new MemoryVolume(spec));
        } else if (!known.spec.equals(spec)) {
            throw refuse(
                    RefusalCode.CONFLICTING_DEFINITION,
                    "volume " + spec.address() + " is defined otherwise");
        }
    }

    @Override
    public void registerPair(PairDefinition pair, String peerLinkEndpoint) {
        granted();
        MemoryRegistration.register(this, pair);
    }

    @Override
    public void order(ArrayOrder order) {
        granted();
        Fence fence = order.fence();
        Answer known = answers.get(key(fence));
        if (known != null) {
            if (known.refused() != null) {
                throw known.refused();
            }
            return;
        }
        check(fence);
        try {
            legs.order(order);
            answers.put(key(fence), new Answer(null));
        } catch (ArrayFault.Refused refused) {
            answers.put(key(fence), new Answer(refused));
            throw refused;
        }
    }

    private static String key(Fence fence) {
        return fence.group() + " " + fence.commandId();
    }

    private void check(Fence fence) {
        FenceState state = fence(fence.group());
        if (fence.term() != state.term()) {
            throw refuse(
                    OLD_TERM,
                    "term " + fence.term() + " of " + fence.group() + " against " + state);
        }
        if (fence.sequence() < state.sequence()) {
            throw refuse(OLD_SEQUENCE, "sequence " + fence.sequence() + " against " + state);
        }
        fences.put(
                fence.group(),
                new FenceState(fence.group(), state.term(), fence.sequence(), state.owner()));
    }

    FenceState fence(String group) {
        return fences.getOrDefault(group, new FenceState(group, 0, 0, ""));
    }

    @Override
    public void seal(String group, long term, String owner) {
        granted();
        FenceState state = fence(group);
        if (term < state.term() || (term == state.term() && !owner.equals(state.owner()))) {
            throw refuse(OLD_TERM, "term " + term + " by " + owner + " against " + state);
        }
        if (term > state.term()) {
            fences.put(group, new FenceState(group, term, 0, owner));
            legs.endReceived(group);
        }
    }

    @Override
    public List<RecordSlot> readRecords() {
        reached();
        List<RecordSlot> slots = new ArrayList<>();
        for (MemoryVolume volume : volumes.values()) {
            if (volume.spec.storesManagementInformation()) {
                for (int number = 0; number < 2; number++) {
                    slots.add(slot(volume, number));
                }
            }
        }
        return slots;
    }

    private static RecordSlot slot(MemoryVolume volume, int number) {
        MemoryVolume.Slot slot = volume.slots[number];
        VolumeAddress address = volume.spec.address();
        if (slot.corrupt) {
            return new RecordSlot(address, number, RecordSlot.State.CORRUPT, "");
        }
        String content = slot.content;
        return content == null
                ? new RecordSlot(address, number, RecordSlot.State.EMPTY, "")
                : new RecordSlot(address, number, RecordSlot.State.WHOLE, content);
    }

    @Override
    public void writeRecord(
            VolumeAddress managementVolume, Fence fence, long after, String content) {
        granted();
        MemoryVolume volume = management(managementVolume);
        if (answers.containsKey(key(fence))) {
            return;
        }
        if (after < 0 || after > fence.sequence()) {
            throw refuse(RefusalCode.INVALID_VALUE, "after " + after + " of " + fence);
        }
        FenceState state = fence(fence.group());
        boolean unread = state.sequence() > after && state.sequence() != fence.sequence();
        if (state.term() == fence.term() && unread) {
            throw refuse(OLD_SEQUENCE, "after " + after + " against " + state);
        }
        check(fence);
        if (volume.recordDiskBroken) {
            throw refuse(RefusalCode.DISK_ERROR, "cannot write to " + managementVolume);
        }
        MemoryVolume.Slot slot = volume.oldestSlot();
        slot.generation = Math.max(volume.slots[0].generation, volume.slots[1].generation) + 1;
        slot.content = content;
        slot.corrupt = false;
        answers.put(key(fence), new Answer(null));
    }

    @Override
    public void writeWitness(VolumeAddress managementVolume, Fence fence, String text) {
        granted();
        MemoryVolume volume = management(managementVolume);
        if (pairs.values().stream()
                .anyMatch(p -> p.definition.secondary().equals(managementVolume))) {
            throw refuse(RefusalCode.WRONG_STATE, managementVolume + " is a secondary");
        }
        if (answers.containsKey(key(fence))) {
            return;
        }
        check(fence);
        data.write(
                volume,
                MemoryVolume.CONTROL_BLOCKS,
                text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        answers.put(key(fence), new Answer(null));
    }

    @Override
    public boolean reaches(String peer) {
        reached();
        boolean named =
                pairs.values().stream()
                        .filter(MemoryPair::remote)
                        .anyMatch(p -> p.peer().equals(peer));
        if (!named) {
            throw refuse(RefusalCode.NO_SUCH_PEER, "no pair of array " + name + " names " + peer);
        }
        return network.peer(name, peer) != null;
    }

    @Override
    public String owner() {
        reached();
        return owner;
    }

    /** Tells the array whose it is. */
    public void owner(String told) {
        owner = told;
    }

    private MemoryVolume management(VolumeAddress address) {
        MemoryVolume volume = volumes.get(address);
        if (volume == null || !volume.spec.storesManagementInformation()) {
            throw refuse(NO_SUCH_VOLUME, address + " is no management volume here");
        }
        return volume;
    }

    /** Host write of one block; queued while a holding freeze is in force. */
    public MemoryData.HostWrite hostWrite(VolumeAddress address, int block, byte[] bytes) {
        return data.hostWrite(address, block, bytes);
    }

    /** Host read of one block. */
    public byte[] hostRead(VolumeAddress address, int block) {
        return volume(address).read(block);
    }

    /** The image that a volume holds. */
    public ImageLabel label(VolumeAddress address) {
        return volume(address).label;
    }

    /** Overwrites a slot by hand. */
    public void putSlot(VolumeAddress address, int number, @Nullable String content) {
        MemoryVolume.Slot slot = volume(address).slots[number];
        slot.content = content;
        slot.corrupt = content == null;
        slot.generation = Math.max(1, slot.generation);
    }

    /** Breaks or mends the disk under a management volume's control region. */
    public void recordDiskBroken(VolumeAddress address, boolean broken) {
        volume(address).recordDiskBroken = broken;
    }

    MemoryVolume volume(VolumeAddress address) {
        MemoryVolume volume = volumes.get(address);
        if (volume == null) {
            throw refuse(NO_SUCH_VOLUME, "no volume " + address);
        }
        return volume;
    }

    boolean copyStep() {
        return data.copyStep();
    }

    /** Its disk was put back as it was before any seal. */
    public void forgetSeals() {
        fences.clear();
    }

    void expireFreezes() {
        breaks.expireFreezes(network.instant());
    }

    void connectionEnded(String peer) {
        if (!network.dead(name)) {
            breaks.connectionEnded(peer);
        }
    }

    void restarted(boolean machineFailed, boolean internalStops) {
        data.waiting.clear();
        breaks.restarted(machineFailed, internalStops);
    }

    List<MemoryPair> leg(String group, String leg) {
        return pairs.values().stream()
                .filter(p -> p.definition.group().equals(group))
                .filter(p -> p.definition.leg().equals(leg))
                .toList();
    }

    /** A cut newer than every cut that this array ever saw. */
    Cut nextStill() {
        Cut cut = new Cut(newestCut.cycle(), newestCut.still() + 1, network.instant());
        saw(cut);
        return cut;
    }

    void saw(@Nullable Cut cut) {
        if (cut != null && cut.compareTo(newestCut) > 0) {
            newestCut = cut;
        }
    }

    boolean raiseCycle(String group, long cycle) {
        if (cycle <= highestCycles.getOrDefault(group, 0L) || cycle <= newestCut.cycle()) {
            return false;
        }
        highestCycles.put(group, cycle);
        return true;
    }
}
