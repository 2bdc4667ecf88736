package dev.trilith.core.record;

import dev.trilith.core.array.CopyKind;
import dev.trilith.core.array.Cut;
import dev.trilith.core.array.ImageLabel;
import dev.trilith.core.array.PairDefinition;
import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.definition.CopyChain;
import dev.trilith.core.definition.Leg;
import dev.trilith.core.definition.Site;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the lines of a record whose checksum holds; any surprise is an exception. */
final class RecordParser {
    private final Map<String, String> fields = new HashMap<>();

    /** What was read before: the volumes of one image bear one time. */
    private final Map<String, Instant> times = new HashMap<>();

    private final List<String> orders = new ArrayList<>();
    private final List<LegRecord> states = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();
    private final List<VolumeImage> images = new ArrayList<>();
    private final List<Site> sites = new ArrayList<>();
    private final List<Leg> legs = new ArrayList<>();
    private final SortedMap<String, List<VolumeAddress>> management = new TreeMap<>();

    RecordParser(String body) {
        RecordText.parse(body).forEach(this::line);
    }

    private void line(List<String> words) {
        String name = words.get(0);
        switch (name) {
            case "order" -> orders.add(word(words, 1));
            case "state" ->
                    states.add(
                            new LegRecord(
                                    word(words, 1),
                                    CopyWord.valueOf(word(words, 2)),
                                    word(words, 3).equals("lost")));
            case "left-out" -> leftOut.add(word(words, 1));
            case "image" -> images.add(new VolumeImage(address(words, 1), image(words)));
            case "site" ->
                    sites.add(
                            new Site(
                                    word(words, 1),
                                    word(words, 2),
                                    word(words, 3),
                                    word(words, 4)));
            case "leg" -> leg(words);
            case "pair" -> pair(words);
            case "management-volume" -> {
                VolumeAddress volume = address(words, 1);
                management.computeIfAbsent(volume.array(), a -> new ArrayList<>()).add(volume);
            }
            default -> fields.put(name, word(words, 1));
        }
    }

    private void leg(List<String> words) {
        legs.add(
                new Leg(
                        word(words, 1),
                        word(words, 2),
                        word(words, 3),
                        CopyKind.valueOf(word(words, 4)),
                        Integer.parseInt(word(words, 5)),
                        List.of()));
    }

    private void pair(List<String> words) {
        if (legs.isEmpty()) {
            throw new IllegalArgumentException("a pair stands before the first leg");
        }
        Leg leg = legs.remove(legs.size() - 1);
        List<PairDefinition> pairs = new ArrayList<>(leg.pairs());
        pairs.add(
                new PairDefinition(
                        word(words, 1),
                        leg.group(),
                        leg.leg(),
                        leg.kind(),
                        address(words, 2),
                        address(words, 5)));
        legs.add(new Leg(leg.id(), leg.group(), leg.leg(), leg.kind(), leg.number(), pairs));
    }

    CopyManagementRecord record() {
        checkChain();
        return new CopyManagementRecord(
                new RecordNumber(number("term"), number("cycle"), number("sequence")),
                requiredStep(field("step")),
                Phase.valueOf(field("phase")),
                step(field("completed")),
                orders,
                states,
                leftOut,
                images,
                Instant.parse(field("recorded-at")),
                instant(field("consistency-time")),
                field("writer"),
                field("run-token"),
                new CopyChain(field("group"), sites, legs, management));
    }

    private void checkChain() {
        if (sites.size() < 2 || legs.size() != 2 * (sites.size() - 1)) {
            throw new IllegalArgumentException(
                    sites.size() + " sites and " + legs.size() + " legs are no chain");
        }
        for (int i = 0; i < legs.size(); i++) {
            Leg leg = legs.get(i);
            String id = (i % 2 == 0 ? "H" : "I") + (i / 2 + 1);
            CopyKind kind = i % 2 == 0 ? CopyKind.REMOTE : CopyKind.INTERNAL;
            if (!leg.id().equals(id)
                    || leg.kind() != kind
                    || leg.number() != i / 2 + 1
                    || leg.pairs().isEmpty()) {
                throw new IllegalArgumentException("leg " + leg.id() + " is not a whole leg " + id);
            }
        }
        if (states.size() != legs.size()) {
            throw new IllegalArgumentException("not every leg has a state");
        }
    }

    private long number(String name) {
        long number = Long.parseLong(field(name));
        if (number < 0) {
            throw new IllegalArgumentException(name + " is negative");
        }
        return number;
    }

    private String field(String name) {
        String value = fields.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the line " + name + " is missing");
        }
        return value;
    }

    private static CopyCycleStep requiredStep(String word) {
        return CopyCycleStep.ofNumber(Integer.parseInt(word))
                .orElseThrow(() -> new IllegalArgumentException("no step has number " + word));
    }

    private static @Nullable CopyCycleStep step(String word) {
        return word.isEmpty() ? null : requiredStep(word);
    }

    private static @Nullable Instant instant(String word) {
        return word.isEmpty() ? null : Instant.parse(word);
    }

    private ImageLabel image(List<String> words) {
        ImageLabel.Kind kind = ImageLabel.Kind.valueOf(word(words, 4));
        if (kind != ImageLabel.Kind.STILL) {
            return new ImageLabel(kind, null);
        }
        return ImageLabel.still(
                new Cut(
                        Long.parseLong(word(words, 5)),
                        Integer.parseInt(word(words, 6)),
                        times.computeIfAbsent(word(words, 7), Instant::parse)));
    }

    private static VolumeAddress address(List<String> words, int at) {
        return new VolumeAddress(word(words, at), word(words, at + 1), word(words, at + 2));
    }

    private static String word(List<String> words, int at) {
        if (at >= words.size()) {
            throw new IllegalArgumentException("a line " + words.get(0) + " is cut short");
        }
        return words.get(at);
    }
}
