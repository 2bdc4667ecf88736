package dev.trilith.core.record;

import dev.trilith.core.array.RecordSlot;
import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.definition.Finding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the slots of many management volumes hold together (step 1210): the newest record, and
 * everything that is wrong. Immutable.
 */
public final class RecordCollection {
    /**
     * A record and where it was read.
     *
     * @param volume the management volume
     * @param record the record
     * @param text its text, byte for byte
     */
    public record Found(VolumeAddress volume, CopyManagementRecord record, String text) {}

    /**
     * A slot that holds no usable record though something was written to it.
     *
     * @param volume the management volume
     * @param slot 0 or 1
     * @param message what is wrong with it
     */
    public record Corrupt(VolumeAddress volume, int slot, String message) {}

    private final List<Found> found;
    private final List<Corrupt> corrupt;
    private final List<RecordConflict> conflicts;
    private final @Nullable Found newest;

    private RecordCollection(
            List<Found> found,
            List<Corrupt> corrupt,
            List<RecordConflict> conflicts,
            @Nullable Found newest) {
        this.found = List.copyOf(found);
        this.corrupt = List.copyOf(corrupt);
        this.conflicts = List.copyOf(conflicts);
        this.newest = newest;
    }

    /** Sorts out slots read from any number of volumes, of any group. */
    public static RecordCollection of(Collection<RecordSlot> slots) {
        return of(slots, null);
    }

    /** Sorts out slots; records of other groups than {@code group} are passed over. */
    public static RecordCollection of(Collection<RecordSlot> slots, @Nullable String group) {
        List<Found> found = new ArrayList<>();
        List<Corrupt> corrupt = new ArrayList<>();
        for (RecordSlot slot : slots) {
            switch (slot.state()) {
                case EMPTY -> {}
                case CORRUPT ->
                        corrupt.add(
                                new Corrupt(
                                        slot.volume(),
                                        slot.number(),
                                        "the array found the slot torn, flipped or of an unknown"
                                                + " version"));
                case WHOLE -> {
                    try {
                        CopyManagementRecord record = RecordCodec.decode(slot.content());
                        if (group == null || group.equals(record.group())) {
                            found.add(new Found(slot.volume(), record, slot.content()));
                        }
                    } catch (RecordRefusedException e) {
                        corrupt.add(
                                new Corrupt(
                                        slot.volume(),
                                        slot.number(),
                                        e.reason() + ": " + e.getMessage()));
                    }
                }
            }
        }
        return new RecordCollection(found, corrupt, conflicts(found), newest(found));
    }

    private static @Nullable Found newest(List<Found> found) {
        Found newest = null;
        for (Found each : found) {
            if (newest == null || each.record().number().compareTo(newest.record().number()) > 0) {
                newest = each;
            }
        }
        return newest;
    }

    private static List<RecordConflict> conflicts(List<Found> found) {
        List<RecordConflict> conflicts = new ArrayList<>();
        Map<String, Found> first = new HashMap<>();
        for (Found each : found) {
            String key = each.record().group() + " " + each.record().number();
            Found other = first.putIfAbsent(key, each);
            if (other != null && !other.text().equals(each.text())) {
                conflicts.add(
                        new RecordConflict(
                                each.record().number(),
                                other.volume(),
                                other.text(),
                                each.volume(),
                                each.text()));
            }
        }
        return conflicts;
    }

    /** The newest whole record. */
    public Optional<Found> newest() {
        return Optional.ofNullable(newest);
    }

    /** Every whole record, in the order read. */
    public List<Found> found() {
        return found;
    }

    /** Slots that could not be used. */
    public List<Corrupt> corrupt() {
        return corrupt;
    }

    /** The unusable slots as things a person must know. */
    public List<Finding> findings() {
        return corrupt.stream()
                .map(c ->
                        new Finding(
                                "RecordCorrupt",
                                "slot "
                                        + c.slot()
                                        + " of management volume "
                                        + c.volume()
                                        + " was passed over: "
                                        + c.message()))
                .toList();
    }

    /** Different records with the same number; nobody may go on if there is one. */
    public List<RecordConflict> conflicts() {
        return conflicts;
    }

    /** Those of {@code volumes} that lack the newest record; empty if there is none at all. */
    public List<VolumeAddress> lacking(Collection<VolumeAddress> volumes) {
        Found best = newest;
        if (best == null) {
            return List.of();
        }
        Set<VolumeAddress> having = new HashSet<>();
        for (Found each : found) {
            if (each.text().equals(best.text())) {
                having.add(each.volume());
            }
        }
        return volumes.stream().filter(v -> !having.contains(v)).toList();
    }
}
