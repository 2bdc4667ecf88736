package dev.trilith.operator.reconcile;

import dev.trilith.core.array.ArrayFault;
import dev.trilith.core.array.StorageArray;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Keeps since when each array has not answered. Safe for use by several threads. */
final class Silence {
    private final InstantSource clock;
    private final Map<String, Instant> silentSince = new ConcurrentHashMap<>();

    Silence(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Asks an array; an answer of any kind ends its silence.
     *
     * @return how long it has been silent; zero if it answers
     */
    Duration ask(String name, Supplier<StorageArray> array) {
        try {
            array.get().snapshot();
        } catch (ArrayFault.Unreachable e) {
            Instant now = clock.instant();
            Instant since = silentSince.computeIfAbsent(name, n -> now);
            Duration silent = Duration.between(since, now);
            return silent.isPositive() ? silent : Duration.ofNanos(1);
        } catch (ArrayFault e) {
            silentSince.remove(name);
            return Duration.ZERO;
        }
        silentSince.remove(name);
        return Duration.ZERO;
    }
}
