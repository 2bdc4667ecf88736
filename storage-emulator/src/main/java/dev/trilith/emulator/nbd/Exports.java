package dev.trilith.emulator.nbd;

import dev.trilith.emulator.engine.HostVolume;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** What one listener offers, and how many clients use each of it. Safe for use by many threads. */
final class Exports {
    private final ExportCatalogue catalogue;
    private final int placesPerExport;
    private final Semaphore allPlaces;
    private final SharedFlushes flushes;
    private final Map<String, Places> places = new ConcurrentHashMap<>();

    /** Those of one volume, and who has them. */
    private record Places(Semaphore free, Set<Export> taken) {
        static Places of(int count) {
            return new Places(new Semaphore(count), ConcurrentHashMap.newKeySet());
        }
    }

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
        Places ofVolume = places.computeIfAbsent(volume.lu(), lu -> Places.of(placesPerExport));
        Semaphore free = ofVolume.free();
        if (!free.tryAcquire()) {
            return Optional.empty();
        }
        if (!allPlaces.tryAcquire()) {
            free.release();
            return Optional.empty();
        }
        return Optional.of(
                new Export(volume, flushes.of(volume), ofVolume.taken(), free, allPlaces));
    }
}
