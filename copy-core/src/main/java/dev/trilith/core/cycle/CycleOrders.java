package dev.trilith.core.cycle;

import dev.trilith.core.array.ArrayFault;
import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.definition.ArrayDirectory;
import dev.trilith.core.definition.CopyChain;
import dev.trilith.core.definition.Finding;
import dev.trilith.core.definition.Site;
import dev.trilith.core.step.Backoff;
import dev.trilith.core.step.LegOrder;
import dev.trilith.core.step.LegOrder.Verb;
import dev.trilith.core.step.Orders;
import dev.trilith.core.step.RecordKeeper;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Sends orders, and leaves a leg that refused one alone for a while. */
final class CycleOrders {
    private record Rest(Instant until, Finding why) {}

    private final CopyChain chain;
    private final ArrayDirectory directory;
    private final InstantSource clock;
    private final RecordKeeper keeper;
    private final Map<String, Rest> resting = new HashMap<>();
    private final Map<String, Backoff> backoffs = new HashMap<>();

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
            backoffs.remove(order.leg().id());
            resting.remove(order.leg().id());
            return Optional.empty();
        } catch (ArrayFault.Contradictory fault) {
            throw fault;
        } catch (ArrayFault fault) {
            return Optional.of(fault);
        }
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
        String leg = order.leg().id();
        Backoff backoff = backoffs.computeIfAbsent(leg, l -> new Backoff());
        resting.put(leg, new Rest(clock.instant().plus(backoff.next()), why));
    }

    /** The legs that are left alone now, with why. */
    Map<String, Finding> resting() {
        Instant now = clock.instant();
        resting.values().removeIf(r -> !now.isBefore(r.until()));
        Map<String, Finding> legs = new HashMap<>();
        resting.forEach((leg, rest) -> legs.put(leg, rest.why()));
        return legs;
    }
}
