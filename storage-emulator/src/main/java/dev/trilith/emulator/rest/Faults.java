package dev.trilith.emulator.rest;

import dev.trilith.contract.DiskFaultDocument;
import dev.trilith.contract.FaultsDocument;
import dev.trilith.contract.LinkFaultDocument;
import dev.trilith.emulator.engine.ArrayEngine;
import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.FaultInjection;
import dev.trilith.emulator.engine.FaultInjection.DiskFault;
import dev.trilith.emulator.engine.FaultInjection.LinkFault;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Faults as messages, and messages as faults. */
final class Faults {
    private final ArrayEngine engine;

    Faults(ArrayEngine engine) {
        this.engine = engine;
    }

    private record Place(String port, String lu) {
        @Override
        public String toString() {
            return port + "/" + lu;
        }
    }

    FaultsDocument document() {
        FaultInjection faults = engine.faults();
        return new FaultsDocument(
                faults.links().entrySet().stream()
                        .map(e -> link(e.getKey(), e.getValue()))
                        .toList(),
                faults.disks().entrySet().stream()
                        .map(e -> disk(e.getKey(), e.getValue()))
                        .toList(),
                faults.clockOffset().isZero() ? null : faults.clockOffset().toMillis(),
                null,
                faults.crashPoints().stream().sorted().toList());
    }

    /** Makes {@code wanted} the whole setting, or refuses it as a whole. */
    void replace(FaultsDocument wanted) {
        Map<String, LinkFault> links = links(Objects.requireNonNullElse(wanted.links(), List.of()));
        Map<Place, DiskFault> disks = disks(Objects.requireNonNullElse(wanted.disks(), List.of()));
        FaultInjection faults = engine.faults();
        Duration ahead = clock(wanted.clockOffsetMillis());
        String point = wanted.crashAt();
        if (point != null && !faults.crashPoints().contains(point)) {
            throw new EngineFault(
                    EngineFault.Code.INVALID_VALUE,
                    "field 'crashAt': there is no point '"
                            + point
                            + "'; GET /v1/faults lists the points");
        }
        for (String peer : faults.links().keySet()) {
            if (!links.containsKey(peer)) {
                faults.setLink(peer, LinkFault.NONE);
            }
        }
        for (String key : faults.disks().keySet()) {
            Place place = place(key);
            if (!disks.containsKey(place)) {
                faults.setDisk(place.port(), place.lu(), DiskFault.NONE);
            }
        }
        links.forEach(faults::setLink);
        disks.forEach((place, fault) -> faults.setDisk(place.port(), place.lu(), fault));
        faults.setClockOffset(ahead);
        if (point != null) {
            faults.crashAt(point);
        }
    }

    private static Map<String, LinkFault> links(List<LinkFaultDocument> documents) {
        Map<String, LinkFault> links = new LinkedHashMap<>();
        for (int i = 0; i < documents.size(); i++) {
            String at = "links[" + i + "]";
            LinkFaultDocument link = Fields.required(at, documents.get(i));
            long rate = link.bytesPerSecond() == null ? 0 : link.bytesPerSecond();
            if (rate < 0 || (rate > 0 && rate < 1024)) {
                throw outOfRange(at + ".bytesPerSecond", "0 for no limit, or at least 1024");
            }
            LinkFault fault =
                    new LinkFault(
                            latency(at, link.latencyMillis()),
                            rate,
                            Boolean.TRUE.equals(link.cut()));
            String peer = Objects.requireNonNullElse(link.peerArray(), "");
            if (links.put(peer, fault) != null) {
                throw new BadInput("field '" + at + ".peerArray' names a cable twice");
            }
        }
        return links;
    }

    private Map<Place, DiskFault> disks(List<DiskFaultDocument> documents) {
        Map<Place, DiskFault> disks = new LinkedHashMap<>();
        for (int i = 0; i < documents.size(); i++) {
            String at = "disks[" + i + "]";
            DiskFaultDocument disk = Fields.required(at, documents.get(i));
            Place place =
                    new Place(
                            Fields.required(at + ".port", disk.port()),
                            Fields.required(at + ".lu", disk.lu()));
            if (engine.host(place.port(), place.lu()).isEmpty()) {
                throw new EngineFault(
                        EngineFault.Code.NO_SUCH_VOLUME,
                        "field '" + at + "': array " + engine.name() + " has no volume " + place);
            }
            DiskFault fault =
                    new DiskFault(
                            Boolean.TRUE.equals(disk.failReads()),
                            Boolean.TRUE.equals(disk.failWrites()),
                            Boolean.TRUE.equals(disk.failFlushes()),
                            Boolean.TRUE.equals(disk.full()),
                            latency(at, disk.latencyMillis()));
            if (disks.put(place, fault) != null) {
                throw new BadInput("field '" + at + "' names a volume twice");
            }
        }
        return disks;
    }

    private static Duration latency(String at, @Nullable Long millis) {
        long given = millis == null ? 0 : millis;
        if (given < 0 || given > 60_000) {
            throw outOfRange(at + ".latencyMillis", "0 to 60000");
        }
        return Duration.ofMillis(given);
    }

    private static Duration clock(@Nullable Long millis) {
        long given = millis == null ? 0 : millis;
        if (Math.abs(given) > 86_400_000) {
            throw outOfRange("clockOffsetMillis", "-86400000 to 86400000");
        }
        return Duration.ofMillis(given);
    }

    private static EngineFault outOfRange(String field, String range) {
        return new EngineFault(
                EngineFault.Code.INVALID_VALUE, "field '" + field + "' must be " + range);
    }

    private static Place place(String key) {
        int slash = key.indexOf('/');
        return new Place(key.substring(0, slash), key.substring(slash + 1));
    }

    private static LinkFaultDocument link(String peer, LinkFault fault) {
        return new LinkFaultDocument(
                peer, fault.latency().toMillis(), fault.bytesPerSecond(), fault.cut());
    }

    private static DiskFaultDocument disk(String key, DiskFault fault) {
        Place place = place(key);
        return new DiskFaultDocument(
                place.port(),
                place.lu(),
                fault.failReads(),
                fault.failWrites(),
                fault.failFlushes(),
                fault.full(),
                fault.latency().toMillis());
    }
}
