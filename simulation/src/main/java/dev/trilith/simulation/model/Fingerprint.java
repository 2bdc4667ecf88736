package dev.trilith.simulation.model;

import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.definition.Leg;
import dev.trilith.core.record.CopyManagementRecord;
import dev.trilith.core.step.LegOrder;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What makes two states different. Numbers that are only ever compared, or followed by a higher one
 * than all, are replaced by their rank: passes, sequences. Numbers of writes are moved together as
 * far as neighbours, order and volume allow. The bytes of a lost site, times, words for people and
 * the images and states that a record repeats decide nothing and are left out.
 */
final class Fingerprint {
    /** 128 bits; two states that share them are taken for one. */
    record Key(long high, long low) {}

    private static final long PRIME = 0x9E3779B97F4A7C15L;
    private final Node node;
    private final Versions all;
    private long[] cycles = new long[64];
    private long[] sequences = new long[64];
    private int cycleCount;
    private int sequenceCount;
    private long high = 0x243F6A8885A308D3L;
    private long low = 0x13198A2E03707344L;

    private Fingerprint(Node node) {
        this.node = node;
        this.all = node.all;
    }

    static Key of(Node node) {
        Fingerprint print = new Fingerprint(node);
        print.gather();
        print.sites();
        print.arrays();
        print.writes();
        print.program();
        return new Key(print.high, print.low);
    }

    private void mix(long number) {
        high = Long.rotateLeft(high ^ number * PRIME, 29) * 0xBF58476D1CE4E5B9L + low;
        low = Long.rotateLeft(low + number, 37) * 0x94D049BB133111EBL ^ high;
    }

    private void mix(@Nullable Object word) {
        mix(word == null ? 0 : word.toString().hashCode() + 1L);
    }

    private void cycle(long number) {
        if (cycleCount == cycles.length) {
            cycles = Arrays.copyOf(cycles, 2 * cycleCount);
        }
        cycles[cycleCount++] = number;
    }

    private void sequence(long number) {
        if (sequenceCount == sequences.length) {
            sequences = Arrays.copyOf(sequences, 2 * sequenceCount);
        }
        sequences[sequenceCount++] = number;
    }

    private static int unique(long[] numbers, int count) {
        Arrays.sort(numbers, 0, count);
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (kept == 0 || numbers[kept - 1] != numbers[i]) {
                numbers[kept++] = numbers[i];
            }
        }
        return kept;
    }

    private long cycleRank(long number) {
        return Arrays.binarySearch(cycles, 0, cycleCount, number);
    }

    private long sequenceRank(long number) {
        return Arrays.binarySearch(sequences, 0, sequenceCount, number);
    }

    private void gather() {
        cycle(0);
        sequence(0);
        if (all.alive(0)) {
            cycle(all.highestCycle);
        }
        for (int volume = 0; volume < all.chain.volumes; volume++) {
            if (all.alive(ModelChain.siteOf(volume))) {
                cycle(all.cycle[volume]);
                for (int i = 0; i < 2; i++) {
                    gather(all.slots[volume * 2 + i]);
                }
            }
        }
        for (int site = 0; site < all.chain.sites; site++) {
            if (all.alive(site)) {
                cycle(all.newestCycle[site]);
                sequence(all.sequence[site * 2]);
                sequence(all.sequence[site * 2 + 1]);
            }
        }
        for (int cut : all.freeze) {
            cycle(cut);
        }
        Program program = node.program;
        if (program != null) {
            Object keeper = keeper(program);
            gather(newest(keeper));
            sequence((long) number(keeper, "sequence"));
            for (int site = 0; site < all.chain.sites; site++) {
                sequence(known(keeper, site));
            }
            for (LegOrder order : toOrder(program)) {
                Long cut = order.cycle();
                cycle(cut == null ? 0 : cut);
            }
        }
        cycleCount = unique(cycles, cycleCount);
        sequenceCount = unique(sequences, sequenceCount);
    }

    private static @Nullable Slot newest(Object keeper) {
        CopyManagementRecord newest = (CopyManagementRecord) Twin.get(keeper, "newest");
        return newest == null ? null : Slot.of("", newest);
    }

    private void gather(@Nullable Slot record) {
        if (record != null) {
            cycle(record.number().cycle());
            sequence(record.number().sequence());
        }
    }

    private void sites() {
        mix(all.lost);
        mix(all.everComplete & ~all.lost);
    }

    private void arrays() {
        mix(all.alive(0) ? cycleRank(all.highestCycle) : -1);
        for (int volume = 0; volume < all.chain.volumes; volume++) {
            if (all.alive(ModelChain.siteOf(volume))) {
                mix(all.kind[volume]);
                mix(cycleRank(all.cycle[volume]));
                mix(all.still[volume]);
                // Which of its two places the newer record has decides nothing.
                mix(all.slots[volume * 2 + all.newer[volume]]);
                mix(all.slots[volume * 2 + 1 - all.newer[volume]]);
            }
        }
        for (int leg = 0; leg < all.chain.legs; leg++) {
            side(leg, Versions.SENDER, all.chain.senderSite(leg));
            if (all.chain.isRemote(leg)) {
                side(leg, Versions.RECEIVER, all.chain.number(leg));
            }
        }
        for (int site = 0; site < all.chain.sites; site++) {
            for (int own = 0; own < 2 && all.alive(site); own++) {
                mix(all.term[site * 2 + own]);
                mix(sequenceRank(all.sequence[site * 2 + own]));
                mix(all.owner[site * 2 + own]);
                mix(cycleRank(all.newestCycle[site]));
                mix(all.newestStill[site]);
            }
        }
    }

    private void side(int leg, int side, int site) {
        for (int v = 0; v < ModelChain.WIDTH && all.alive(site); v++) {
            int at = Versions.at(leg, side, v);
            mix(all.status[at]);
            mix(all.reason[at]);
            mix(cycleRank(all.freeze[at]));
            mix(all.dirty[leg * ModelChain.WIDTH + v] ? 1 : 0);
        }
    }

    private void mix(@Nullable Slot record) {
        if (record == null) {
            mix(0);
            return;
        }
        mix(record.number().term());
        mix(cycleRank(record.number().cycle()));
        mix(sequenceRank(record.number().sequence()));
        mix(record.position());
        mix(record.leftOut());
        mix(record.writer());
    }

    /** Numbers of writes, as near to each other as order, volume and neighbourhood allow. */
    private void writes() {
        long[] numbers = new long[all.chain.volumes + 3];
        int count = 0;
        for (int volume = 0; volume < all.chain.volumes; volume++) {
            if (all.alive(ModelChain.siteOf(volume))) {
                numbers[count++] = all.content[volume];
            }
        }
        if (all.alive(0)) {
            numbers[count++] = all.written;
        }
        for (int version : all.required) {
            numbers[count++] = version;
        }
        int kept = unique(numbers, count);
        long[] near = new long[kept];
        for (int i = 0; i < kept; i++) {
            long gap = i == 0 ? numbers[0] : numbers[i] - numbers[i - 1];
            near[i] = (i == 0 ? 0 : near[i - 1]) + (gap <= 3 ? gap : 2 + gap % 2);
        }
        for (int volume = 0; volume < all.chain.volumes; volume++) {
            boolean there = all.alive(ModelChain.siteOf(volume));
            mix(there ? near[Arrays.binarySearch(numbers, 0, kept, all.content[volume])] : -1);
        }
        for (int version : all.required) {
            mix(near[Arrays.binarySearch(numbers, 0, kept, version)]);
        }
    }

    private static Object keeper(Program program) {
        return Objects.requireNonNull(Twin.get(program.real(), "keeper"));
    }

    /** The highest number that a writer knows a site's array to have obeyed. */
    private long known(Object keeper, int site) {
        Object obeyed = Objects.requireNonNull(Twin.get(keeper, "obeyed"));
        Map<?, ?> known = (Map<?, ?>) Objects.requireNonNull(Twin.get(obeyed, "known"));
        Object number = known.get(all.chain.chain.sites().get(site).array());
        return number == null ? 0 : (long) number;
    }

    private static Number number(Object object, String name) {
        return (Number) Objects.requireNonNull(Twin.get(object, name));
    }

    private static List<LegOrder> toOrder(Program program) {
        if (program.cycle == null) {
            return List.of();
        }
        return elements(program.cycle, "toOrder").stream().map(LegOrder.class::cast).toList();
    }

    private static Collection<?> elements(Object object, String name) {
        return (Collection<?>) Objects.requireNonNull(Twin.get(object, name));
    }

    private void program() {
        Program program = node.program;
        if (program == null) {
            mix(-1);
            return;
        }
        Object keeper = keeper(program);
        mix(number(keeper, "term").longValue());
        mix(sequenceRank(number(keeper, "sequence").longValue()));
        mix(newest(keeper));
        long mark = number(keeper, "mark").longValue();
        long begunAt = number(keeper, "begunAt").longValue();
        long readNumber = number(keeper, "readNumber").longValue();
        for (int site = 0; site < all.chain.sites; site++) {
            if (all.alive(site)) {
                mix(sequenceRank(known(keeper, site)));
                long shown = all.sequence[site * 2];
                boolean given = shown > begunAt && shown % 1_000_000 == mark;
                mix(given || shown == readNumber ? 1 : 0);
            }
        }
        for (Object lacking : elements(keeper, "lacking")) {
            mix(all.chain.volume((VolumeAddress) lacking));
        }
        if (program.cycle != null) {
            cycle(program.cycle, program);
        } else {
            recovery(Objects.requireNonNull(program.recovery));
        }
    }

    private void cycle(Object cycle, Program program) {
        mix(Twin.get(cycle, "started"));
        mix(Twin.get(cycle, "provisional"));
        mix(number(cycle, "cycleJump").longValue());
        for (LegOrder order : toOrder(program)) {
            mix(order.leg().id());
            mix(order.verb());
            Long cut = order.cycle();
            mix(cut == null ? -1 : cycleRank(cut));
        }
        Object passes = Objects.requireNonNull(Twin.get(cycle, "passes"));
        mix(Twin.get(passes, "open"));
        mix(Twin.get(passes, "throughRun"));
        mix(Math.min(2, number(passes, "voidCuts").longValue()));
        mix(givenUp(passes) ? 1 : 0);
        Object arrays = Objects.requireNonNull(Twin.get(cycle, "arrays"));
        mix(new TreeSet<>(node.resting()));
        mix(new TreeSet<>((Collection<?>) Objects.requireNonNull(Twin.get(arrays, "begun"))));
        mix(((Map<?, ?>) Objects.requireNonNull(Twin.get(arrays, "broken"))).keySet());
        Object report = Objects.requireNonNull(Twin.get(cycle, "report"));
        mix(Twin.get(report, "fencedBy") == null ? 0 : 1);
        mix(Twin.get(report, "cutTaken"));
    }

    /** Whether the cut for which hosts are held now went void elsewhere. */
    private boolean givenUp(Object passes) {
        long cut = number(passes, "voidCut").longValue();
        return cut > 0 && Arrays.stream(all.freeze).anyMatch(f -> f == cut);
    }

    private void recovery(Object recovery) {
        mix(Twin.get(recovery, "phase"));
        mix(Twin.get(recovery, "ordered"));
        Object announced = Twin.get(recovery, "announced");
        if (announced != null) {
            LegOrder order = (LegOrder) Objects.requireNonNull(Twin.get(announced, "order"));
            Leg leg = order.leg();
            mix(leg.id());
            mix(order.verb());
        }
        Object report = Objects.requireNonNull(Twin.get(recovery, "report"));
        mix(number(report, "term").longValue());
        Object copies = Objects.requireNonNull(Twin.get(report, "broken"));
        mix(Twin.get(copies, "rested"));
        Object begun = Twin.get(copies, "begun");
        mix(begun == null ? "" : ((Leg) begun).id());
        Object firstSite = Objects.requireNonNull(Twin.get(recovery, "firstSite"));
        mix(number(firstSite, "inTheWay").longValue());
    }
}
