package dev.trilith.core.cycle;

import dev.trilith.core.array.ArrayFault;
import dev.trilith.core.array.PairStatus;
import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.definition.ArrayDirectory;
import dev.trilith.core.definition.CopyChain;
import dev.trilith.core.definition.Finding;
import dev.trilith.core.definition.Leg;
import dev.trilith.core.definition.Site;
import dev.trilith.core.step.Backoff;
import dev.trilith.core.step.BrokenCopy;
import dev.trilith.core.step.ChainView;
import dev.trilith.core.step.LegOrder;
import dev.trilith.core.step.LegOrder.Verb;
import dev.trilith.core.step.LegView;
import dev.trilith.core.step.Orders;
import dev.trilith.core.step.RecordKeeper;
import dev.trilith.core.step.Respite;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Sends orders, and leaves a leg that refused one alone for a while. */
final class CycleOrders {
    private record Rest(Respite respite, Finding why) {}

    private final CopyChain chain;
    private final ArrayDirectory directory;
    private final InstantSource clock;
    private final RecordKeeper keeper;
    private final Map<String, Rest> resting = new HashMap<>();
    private final Map<String, Backoff> backoffs = new HashMap<>();

    /** Legs whose copy was begun and has neither arrived nor broken since. */
    private final Set<String> begun = new HashSet<>();

    /** Why the last copy of a leg broke, until one arrives. */
    private final Map<String, Finding> broken = new TreeMap<>();

    CycleOrders(
            CopyChain chain, ArrayDirectory directory, InstantSource clock, RecordKeeper keeper) {
        this.chain = chain;
        this.directory = directory;
        this.clock = clock;
        this.keeper = keeper;
    }

    ArrayDirectory directory() {
        return directory;
    }

    /** Sends the order; before a freeze the witness of the cut is written. */
    Optional<ArrayFault> order(LegOrder order, CycleSettings settings) {
        try {
            if (order.verb() == Verb.FREEZE) {
                witness(order);
            }
            Site site = site(order.array());
            directory
                    .array(site)
                    .order(
                            Orders.of(
                                    order,
                                    keeper.fence(order),
                                    settings.freezeMode(),
                                    settings.freezeDeadline()));
            keeper.obeyed(order);
            accepted(order);
            return Optional.empty();
        } catch (ArrayFault.Contradictory fault) {
            throw fault;
        } catch (ArrayFault fault) {
            return Optional.of(fault);
        }
    }

    /** A copy that was begun has yet to arrive: until then it is no success. */
    private void accepted(LegOrder order) {
        String leg = order.leg().id();
        resting.remove(leg);
        if (order.verb() == Verb.RESYNC) {
            begun.add(leg);
        } else {
            begun.remove(leg);
            backoffs.remove(leg);
            broken.remove(leg);
        }
    }

    /**
     * Compares what was begun with what became of it; a leg that broke is left alone a while.
     *
     * @return the copy that broke and has not arrived since, if any
     */
    Optional<Finding> broken(ChainView view) {
        for (Leg leg : chain.legs()) {
            LegView now = view.leg(leg);
            if (now.paired()) {
                begun.remove(leg.id());
                backoffs.remove(leg.id());
                broken.remove(leg.id());
            } else if (now.status() == PairStatus.PSUE && !now.active() && begun.remove(leg.id())) {
                Finding why = BrokenCopy.finding(chain, directory, leg);
                broken.put(leg.id(), why);
                rest(leg.id(), why);
            }
        }
        return broken.values().stream().findFirst();
    }

    /** What travels down the chain like data and says, at its end, which cut arrived there. */
    private void witness(LegOrder order) {
        Site first = chain.sites().get(0);
        String text =
                "trilith-witness 1\ngroup "
                        + chain.name()
                        + "\ncut at cycle "
                        + order.cycle()
                        + "\nterm "
                        + keeper.term()
                        + "\nsequence "
                        + keeper.sequence()
                        + "\nwritten-at "
                        + clock.instant()
                        + "\n";
        for (VolumeAddress volume : chain.managementVolumes(first.array())) {
            directory.array(first).writeWitness(volume, keeper.witnessFence(volume), text);
        }
    }

    private Site site(String array) {
        return chain.siteOf(array)
                .orElseThrow(() -> new IllegalStateException("no site has array " + array));
    }

    /** Leaves the leg alone for a while, longer each time. */
    void rest(LegOrder order, Finding why) {
        rest(order.leg().id(), why);
    }

    private void rest(String leg, Finding why) {
        Backoff backoff = backoffs.computeIfAbsent(leg, l -> new Backoff());
        resting.put(leg, new Rest(Respite.of(clock.instant(), backoff.next()), why));
    }

    /** The legs that are left alone now, with why. */
    Map<String, Finding> resting() {
        Instant now = clock.instant();
        resting.values().removeIf(r -> r.respite().over(now));
        Map<String, Finding> legs = new HashMap<>();
        resting.forEach((leg, rest) -> legs.put(leg, rest.why()));
        return legs;
    }
}
