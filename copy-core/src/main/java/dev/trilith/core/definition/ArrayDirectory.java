package dev.trilith.core.definition;

import dev.trilith.core.array.StorageArray;
import java.util.List;

/**
 * Finds the array of a site. The programs ask for it at each word and keep none.
 *
 * <p>{@link Site#endpoint} may be empty or old; an implementation may know a better one for that
 * array.
 */
@FunctionalInterface
public interface ArrayDirectory {
    /**
     * The array of {@code site}.
     *
     * @throws dev.trilith.core.array.ArrayFault.Unreachable if no endpoint is known
     */
    StorageArray array(Site site);

    /**
     * Runs calls that do not depend on each other and returns when all have ended: one after the
     * other here; a host with threads may run them side by side. Each call keeps its own faults and
     * writes only what is its own.
     */
    default void together(List<Runnable> calls) {
        calls.forEach(Runnable::run);
    }
}
