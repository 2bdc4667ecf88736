package dev.trilith.operator.reconcile;

import dev.trilith.core.array.ArrayFault;
import dev.trilith.core.array.StorageArray;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Keeps since when each array has not answered. Safe for use by several threads. */
final class Silence {
    private final InstantSource clock;
    private final Map<String, Since> silent = new ConcurrentHashMap<>();

    /**
     * @param asked when the first question was asked that got no answer
     * @param unheard since when nothing at all was heard from its machine
     */
    private record Since(Instant asked, Instant unheard) {}

    /**
     * How an array was silent.
     *
     * @param length for how long; zero if it answers
     * @param unheard for how long its machine said nothing, either; as long as the silence if it
     *     never did
     */
    record Spell(Duration length, Duration unheard) {
        static final Spell NONE = new Spell(Duration.ZERO, Duration.ZERO);

        /** Whether the array does not answer. */
        boolean lasts() {
            return length.isPositive();
        }

        /** Whether it has lasted that long. */
        boolean lasted(Duration least) {
            return length.compareTo(least) >= 0;
        }

        /** Whether its machine has been silent for that long as well. */
        boolean unheardFor(Duration least) {
            return unheard.compareTo(least) >= 0;
        }
    }

    Silence(InstantSource clock) {
        this.clock = clock;
    }

    /** Asks an array, and leaves its machine alone. */
    Spell ask(String name, Supplier<StorageArray> array) {
        return ask(name, array, () -> false);
    }

    /**
     * Asks an array; an answer of any kind ends its silence, which began when the first question
     * that got none was asked.
     *
     * @param machine whether the machine that the array runs on is there; asked only if the array
     *     does not answer
     */
    Spell ask(String name, Supplier<StorageArray> array, BooleanSupplier machine) {
        Instant asked = clock.instant();
        try {
            array.get().snapshot();
        } catch (ArrayFault.Unreachable e) {
            boolean there = machine.getAsBoolean();
            Instant now = clock.instant();
            Since since =
                    silent.compute(
                            name,
                            (n, before) -> {
                                Since known = before == null ? new Since(asked, asked) : before;
                                return there ? new Since(known.asked(), now) : known;
                            });
            Duration length = Duration.between(since.asked(), now);
            return new Spell(
                    length.isPositive() ? length : Duration.ofNanos(1),
                    Duration.between(since.unheard(), now));
        } catch (ArrayFault e) {
            silent.remove(name);
            return Spell.NONE;
        }
        silent.remove(name);
        return Spell.NONE;
    }
}
