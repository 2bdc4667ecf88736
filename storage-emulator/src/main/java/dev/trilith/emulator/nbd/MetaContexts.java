package dev.trilith.emulator.nbd;

import java.util.List;

/**
 * What a client wants to be told by BLOCK_STATUS.
 *
 * @param export the LU that they were selected for
 * @param selected in the order of their numbers, which begin at 1
 */
record MetaContexts(String export, List<MetaContext> selected) {
    static final MetaContexts NONE = new MetaContexts("", List.of());

    MetaContexts {
        selected = List.copyOf(selected);
    }

    /** The contexts in force for a session with {@code lu}. */
    List<MetaContext> on(String lu) {
        return export.equals(lu) ? selected : List.of();
    }
}
