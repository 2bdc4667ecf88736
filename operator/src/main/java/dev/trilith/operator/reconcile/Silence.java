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

    /**
     * How an array was silent.
     *
     * @param length for how long; zero if it answers
     * @param turnedAway whether something at its address said now that it is not there
     */
    record Spell(Duration length, boolean turnedAway) {
        static final Spell NONE = new Spell(Duration.ZERO, false);

        /** Whether the array does not answer. */
        boolean lasts() {
            return length.isPositive();
        }

        /** Whether it has lasted that long. */
        boolean lasted(Duration least) {
            return length.compareTo(least) >= 0;
        }
    }

    Silence(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Asks an array; an answer of any kind ends its silence, which began when the first question
     * that got none was asked.
     */
    Spell ask(String name, Supplier<StorageArray> array) {
        Instant asked = clock.instant();
        try {
            array.get().snapshot();
        } catch (ArrayFault.Unreachable e) {
            Instant since = silentSince.computeIfAbsent(name, n -> asked);
            Duration silent = Duration.between(since, clock.instant());
            return new Spell(silent.isPositive() ? silent : Duration.ofNanos(1), e.turnedAway());
        } catch (ArrayFault e) {
            silentSince.remove(name);
            return Spell.NONE;
        }
        silentSince.remove(name);
        return Spell.NONE;
    }
}
