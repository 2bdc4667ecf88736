package dev.trilith.emulator.engine.array;

import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.PairDefinition;
import dev.trilith.emulator.engine.PeerReach;
import dev.trilith.emulator.engine.pair.Pair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Tries whether the link reaches the arrays that pairs here name. However many ask, one try is
 * under way for each endpoint: a name server that does not answer holds one thread, not one for
 * each question.
 */
final class PeerProbes {
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final Core core;
    private final Map<String, FutureTask<PeerReach>> underWay = new ConcurrentHashMap<>();

    PeerProbes(Core core) {
        this.core = core;
    }

    PeerReach reach(String peer) {
        if (core.closing) {
            throw core.fault(EngineFault.Code.WRONG_STATE, "the array is stopping");
        }
        List<FutureTask<PeerReach>> tries = new ArrayList<>();
        for (String endpoint : endpoints(peer)) {
            tries.add(begin(peer, endpoint));
        }
        if (tries.isEmpty()) {
            throw core.fault(
                    EngineFault.Code.NO_SUCH_PEER,
                    "no pair registered here names array " + peer + ": register one first");
        }
        long deadline = System.nanoTime() + LIMIT.toNanos();
        PeerReach last = silent(peer);
        for (FutureTask<PeerReach> one : tries) {
            last = await(one, deadline - System.nanoTime(), peer);
            if (last.reachable()) {
                return last;
            }
        }
        return last;
    }

    private SortedSet<String> endpoints(String peer) {
        SortedSet<String> endpoints = new TreeSet<>();
        for (Pair pair : core.tables.pairs()) {
            String endpoint = pair.endpoint();
            if (endpoint != null && other(pair.definition()).equals(peer)) {
                endpoints.add(endpoint);
            }
        }
        return endpoints;
    }

    private String other(PairDefinition pair) {
        String primary = pair.primary().array();
        return primary.equals(core.config.name()) ? pair.secondary().array() : primary;
    }

    private FutureTask<PeerReach> begin(String peer, String endpoint) {
        return underWay.compute(
                peer + " " + endpoint,
                (key, old) -> {
                    if (old != null && !old.isDone()) {
                        return old;
                    }
                    FutureTask<PeerReach> fresh = new FutureTask<>(() -> probe(peer, endpoint));
                    core.workers.execute(fresh);
                    return fresh;
                });
    }

    private PeerReach probe(String peer, String endpoint) {
        long begun = System.nanoTime();
        try {
            core.transport.probe(endpoint, core.config.name(), peer, LIMIT);
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
            return new PeerReach(
                    true,
                    "array " + peer + " answered at " + endpoint + " within " + millis + " ms");
        } catch (EngineFault e) {
            return new PeerReach(false, String.valueOf(e.getMessage()));
        }
    }

    private PeerReach await(FutureTask<PeerReach> one, long nanos, String peer) {
        try {
            return one.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return silent(peer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return silent(peer);
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "array " + core.config.name() + " failed", e.getCause());
        }
    }

    private static PeerReach silent(String peer) {
        return new PeerReach(
                false, "array " + peer + " gave no answer within " + LIMIT.toMillis() + " ms");
    }
}
