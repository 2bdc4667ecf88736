package dev.trilith.emulator.nbd;

import dev.trilith.emulator.engine.HostVolume;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** What one listener offers, and how many clients use each of it. Safe for use by many threads. */
final class Exports {
    private final ExportCatalogue catalogue;
    private final int placesPerExport;
    private final Semaphore allPlaces;
    private final SharedFlushes flushes;
    private final Map<String, Semaphore> places = new ConcurrentHashMap<>();

    /**
     * The exports of one listener.
     *
     * @param allPlaces of all listeners together
     */
    Exports(
            ExportCatalogue catalogue,
            int placesPerExport,
            Semaphore allPlaces,
            SharedFlushes flushes) {
        this.catalogue = catalogue;
        this.placesPerExport = placesPerExport;
        this.allPlaces = allPlaces;
        this.flushes = flushes;
    }

    List<HostVolume> all() {
        return catalogue.volumes();
    }

    Optional<HostVolume> find(String name) {
        return catalogue.find(name);
    }

    /**
     * A place for one more client, or nothing if the export, or the server, has all it may have.
     */
    Optional<Export> enter(HostVolume volume) {
        Semaphore free = places.computeIfAbsent(volume.lu(), lu -> new Semaphore(placesPerExport));
        if (!free.tryAcquire()) {
            return Optional.empty();
        }
        if (!allPlaces.tryAcquire()) {
            free.release();
            return Optional.empty();
        }
        return Optional.of(new Export(volume, flushes.of(volume), free, allPlaces));
    }
}
