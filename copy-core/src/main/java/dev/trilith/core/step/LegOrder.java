package dev.trilith.core.step;

import dev.trilith.core.definition.Leg;
import org.jspecify.annotations.Nullable;

/**
 * An order that was decided but not yet numbered.
 *
 * @param leg the leg ordered
 * @param verb what is ordered
 * @param cycle the cut that a split, freeze or resume names, else null
 */
public record LegOrder(Leg leg, Verb verb, @Nullable Long cycle) {
    /** What is ordered. */
    public enum Verb {
        RESYNC,
        SPLIT,
        SUSPEND,
        FREEZE,
        RESUME,
        TAKEOVER
    }

    /** An order that names no cut. */
    public static LegOrder of(Leg leg, Verb verb) {
        return new LegOrder(leg, verb, null);
    }

    /** The array that takes the order. */
    public String array() {
        return verb == Verb.TAKEOVER ? leg.secondaryArray() : leg.primaryArray();
    }

    @Override
    public String toString() {
        return verb + " " + leg.id();
    }
}
