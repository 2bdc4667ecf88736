package dev.trilith.simulation.model;

import dev.trilith.core.array.ArrayFault;
import dev.trilith.core.array.ArrayOrder;
import dev.trilith.core.array.ArraySnapshot;
import dev.trilith.core.array.Cut;
import dev.trilith.core.array.Fence;
import dev.trilith.core.array.FenceState;
import dev.trilith.core.array.ImageLabel;
import dev.trilith.core.array.PairDefinition;
import dev.trilith.core.array.PairRole;
import dev.trilith.core.array.PairState;
import dev.trilith.core.array.PairStatus;
import dev.trilith.core.array.RecordSlot;
import dev.trilith.core.array.RefusalCode;
import dev.trilith.core.array.StorageArray;
import dev.trilith.core.array.SuspendReason;
import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.array.VolumeSpec;
import dev.trilith.core.array.VolumeState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One array of the state that is looked at. */
final class ModelArray implements StorageArray {
    private static final int V = ModelChain.WIDTH;
    private final Bench bench;
    private final ModelChain chain;
    private final int site;

    ModelArray(Bench bench, ModelChain chain, int site) {
        this.bench = bench;
        this.chain = chain;
        this.site = site;
    }

    @Override
    public String name() {
        return ModelChain.array(site);
    }

    private Versions reached() {
        if (!bench.all().alive(site)) {
            throw new ArrayFault.Unreachable(name(), "no answer");
        }
        return bench.all();
    }

    private void change(Runnable effect) {
        reached();
        try {
            effect.run();
        } catch (ArrayFault.Refused refused) {
            bench.called(site);
            throw refused;
        }
        bench.called(site);
    }

    private ArrayFault.Refused refuse(RefusalCode code, String why) {
        return new ArrayFault.Refused(name(), code, why);
    }

    @Override
    public ArraySnapshot snapshot() {
        Versions all = reached();
        ArraySnapshot known = all.snapshot(site);
        if (known == null) {
            known = new ArraySnapshot(name(), volumes(all), pairs(all), fences(all));
            all.keep(site, known);
        }
        return known;
    }

    private List<VolumeState> volumes(Versions all) {
        List<VolumeState> volumes = new ArrayList<>();
        for (VolumeSpec spec : chain.specs) {
            if (spec.address().array().equals(name())) {
                volumes.add(
                        new VolumeState(
                                spec.address(),
                                spec.drive(),
                                spec.sizeBytes(),
                                spec.storesManagementInformation(),
                                label(all, chain.volume(spec.address())),
                                false));
            }
        }
        return volumes;
    }

    private static ImageLabel label(Versions all, int volume) {
        return switch (all.kind[volume]) {
            case Versions.LIVE -> ImageLabel.LIVE;
            case Versions.STILL ->
                    ImageLabel.still(new Cut(all.cycle[volume], all.still[volume], Instant.EPOCH));
            default -> ImageLabel.INCOMPLETE;
        };
    }

    private List<PairState> pairs(Versions all) {
        List<PairState> pairs = new ArrayList<>();
        for (int leg = 0; leg < chain.legs; leg++) {
            boolean sends = chain.senderSite(leg) == site;
            boolean receives = chain.number(leg) == site;
            for (int v = 0; v < V && (sends || receives); v++) {
                int at = Versions.at(leg, sends ? Versions.SENDER : Versions.RECEIVER, v);
                PairRole role =
                        sends ? receives ? PairRole.BOTH : PairRole.PRIMARY : PairRole.SECONDARY;
                SuspendReason why = all.reason[at];
                pairs.add(
                        new PairState(
                                chain.pair(leg, v),
                                role,
                                all.status[at],
                                all.status[at] == PairStatus.PSUS ? why : null,
                                sends && all.dirty[leg * V + v] ? 1 : 0,
                                all.freeze[at] == 0 ? null : (long) all.freeze[at]));
            }
        }
        return pairs;
    }

    private List<FenceState> fences(Versions all) {
        List<FenceState> fences = new ArrayList<>();
        for (int own = 0; own < (site == 0 ? 1 : 2); own++) {
            int at = site * 2 + own;
            if (all.term[at] > 0) {
                fences.add(
                        new FenceState(
                                own == 0 ? "G1" : "G1" + site,
                                all.term[at],
                                all.sequence[at],
                                all.owner[at]));
            }
        }
        return fences;
    }

    @Override
    public void defineVolume(VolumeSpec volume) {
        throw new UnsupportedOperationException("everything is defined");
    }

    @Override
    public void registerPair(PairDefinition pair, String peerLinkEndpoint) {
        throw new UnsupportedOperationException("everything is registered");
    }

    private int group(String group) {
        return site * 2 + (group.equals("G1") ? 0 : 1);
    }

    private void obey(Versions all, Fence fence) {
        int at = group(fence.group());
        if (fence.term() != all.term[at]) {
            throw refuse(RefusalCode.OLD_TERM, "term " + fence.term());
        }
        if (fence.sequence() < all.sequence[at]) {
            throw refuse(RefusalCode.OLD_SEQUENCE, "sequence " + fence.sequence());
        }
        all.sequence[at] = fence.sequence();
        all.touched(site);
    }

    @Override
    public void order(ArrayOrder order) {
        change(() -> {
            Versions all = bench.all();
            Fence fence = order.fence();
            obey(all, fence);
            int leg = chain.leg(fence.group(), fence.leg());
            Invariants.announced(all, fence);
            new LegOrders(all, leg).order(order);
        });
    }

    @Override
    public void seal(String group, long term, String owner) {
        change(() -> {
            Versions all = bench.all();
            int at = group(group);
            boolean other = term == all.term[at] && !owner.equals(all.owner[at]);
            if (term < all.term[at] || other) {
                throw refuse(RefusalCode.OLD_TERM, "term " + term);
            }
            if (term > all.term[at]) {
                all.term[at] = term;
                all.sequence[at] = 0;
                all.owner[at] = owner;
                all.touched(site);
                if (group.equals("G1") && site > 0) {
                    all.stop(
                            chain.remote(site),
                            Versions.RECEIVER,
                            SuspendReason.SUSPENDED,
                            PairStatus.PSUS);
                }
            }
        });
    }

    @Override
    public List<RecordSlot> readRecords() {
        Versions all = reached();
        List<RecordSlot> slots = new ArrayList<>();
        for (VolumeAddress address : chain.chain.managementVolumes(name())) {
            int volume = chain.volume(address);
            for (int i = 0; i < 2; i++) {
                Slot slot = all.slots[volume * 2 + i];
                slots.add(
                        slot == null
                                ? new RecordSlot(address, i, RecordSlot.State.EMPTY, "")
                                : new RecordSlot(address, i, RecordSlot.State.WHOLE, slot.text()));
            }
        }
        return slots;
    }

    @Override
    public void writeRecord(
            VolumeAddress managementVolume, Fence fence, long after, String content) {
        change(() -> {
            Versions all = bench.all();
            long seen = all.sequence[group(fence.group())];
            boolean sealed = fence.term() == all.term[group(fence.group())];
            if (sealed && seen > after && seen != fence.sequence()) {
                throw refuse(RefusalCode.OLD_SEQUENCE, "after " + after + " was " + seen);
            }
            obey(all, fence);
            int volume = chain.volume(managementVolume);
            Slot newest = all.slots[volume * 2 + all.newer[volume]];
            if (newest != null && newest.text().equals(content)) {
                return;
            }
            Slot slot = Slot.of(content);
            Invariants.newer(managementVolume, newest, slot);
            int older = newest == null ? all.newer[volume] : 1 - all.newer[volume];
            all.slots[volume * 2 + older] = slot;
            all.newer[volume] = (byte) older;
        });
    }

    @Override
    public void writeWitness(VolumeAddress managementVolume, Fence fence, String text) {
        change(() -> obey(bench.all(), fence));
    }

    @Override
    public boolean reaches(String peer) {
        return bench.all().alive(ModelChain.site(peer));
    }

    @Override
    public String owner() {
        return "";
    }
}
