package dev.trilith.emulator.nbd;

import dev.trilith.emulator.engine.HostVolume;
import java.util.List;
import java.util.Optional;

/** The volumes of one array port, asked anew for every handshake. Safe for use by many threads. */
@FunctionalInterface
public interface ExportCatalogue {
    /** The port's volumes in the order in which clients shall see them. */
    List<HostVolume> volumes();

    /** The volume named; the empty name means the only volume, if there is just one. */
    default Optional<HostVolume> find(String name) {
        List<HostVolume> all = volumes();
        if (name.isEmpty()) {
            return all.size() == 1 ? Optional.of(all.get(0)) : Optional.empty();
        }
        return all.stream().filter(v -> v.lu().equals(name)).findFirst();
    }
}
