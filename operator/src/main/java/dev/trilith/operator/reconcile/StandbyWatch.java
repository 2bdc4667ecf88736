package dev.trilith.operator.reconcile;

import dev.trilith.core.array.ArrayFault;
import dev.trilith.core.array.StorageArray;
import dev.trilith.core.definition.Site;
import dev.trilith.core.record.CopyManagementRecord;
import dev.trilith.operator.api.v1alpha1.ChainSite;
import dev.trilith.operator.api.v1alpha1.DRCycle;
import dev.trilith.operator.api.v1alpha1.RecoveryPolicy;
import dev.trilith.operator.api.v1alpha1.RecoveryPolicy.OnUnreachable;
import dev.trilith.operator.api.v1alpha1.SeenNamespace;
import dev.trilith.operator.translate.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Standby's watch over the chain's first site. A namespace that was seen and is gone is a loss,
 * and so is one that is going, once its array no longer sends hosts' writes on. Silence alone is
 * none: it could be this site that is cut off. It counts where another site is a witness, whose
 * array answers here and does not reach the first site's array either, or where the policy says so.
 * Where the array's machine is still heard the site is there, and is given the time to start its
 * array again.
 */
final class StandbyWatch {
    private static final Logger LOG = LoggerFactory.getLogger(StandbyWatch.class);
    private static final Duration GRACE = Duration.ofSeconds(5);

    /** Longer than a cluster takes to start an array's pod again. */
    private static final Duration NEW_START = Duration.ofSeconds(30);

    private final ReconcilerWorld world;
    private final Namespaces namespaces;
    private final SurvivorRecords records;
    private final Silence silence;
    private final LastWrites lastWrites;

    /**
     * One look at the chain.
     *
     * @param seen the namespaces seen so far
     * @param record the newest record on the own array, or null
     * @param known the record's chain as it is dialled today, or null
     * @param obstacle why there is none, or null
     * @param loss why the first site is lost, or null
     * @param suspicion why it may be lost, or null
     */
    record Sighting(
            List<SeenNamespace> seen,
            @Nullable CopyManagementRecord record,
            @Nullable KnownChain known,
            @Nullable RuntimeException obstacle,
            @Nullable String loss,
            @Nullable String suspicion) {
        private Sighting lost(String why) {
            return new Sighting(seen, record, known, obstacle, why, null);
        }

        /** From now on that the namespace is gone is a loss, and not one that was never seen. */
        private Sighting remembering(String namespace, String uid) {
            List<SeenNamespace> more = new ArrayList<>(seen);
            more.add(new SeenNamespace(namespace, uid));
            return new Sighting(List.copyOf(more), record, known, obstacle, loss, suspicion);
        }

        private Sighting suspected(String why) {
            return new Sighting(seen, record, known, obstacle, null, why);
        }
    }

    StandbyWatch(ReconcilerWorld world, ClusterView cluster, SurvivorRecords records) {
        this.world = world;
        this.namespaces = new Namespaces(cluster);
        this.records = records;
        this.silence = new Silence(world.clock());
        this.lastWrites = new LastWrites(world);
    }

    /** Looks once. */
    Sighting look(DRCycle cycle, ChainSite own, Collection<SeenNamespace> seenBefore) {
        List<SeenNamespace> seen = new ArrayList<>(seenBefore);
        ChainSite first = cycle.getSpec().chain().get(0);
        Namespaces.Look firstLook = namespaces.look(first.namespace(), seenBefore);
        for (ChainSite site : cycle.getSpec().chain()) {
            Namespaces.Look look =
                    site.equals(first) ? firstLook : namespaces.look(site.namespace(), seenBefore);
            String uid = look.uid();
            boolean known = seen.stream().anyMatch(s -> s.name().equals(site.namespace()));
            // One that is going when it is first seen is nobody's identity, unless it is a loss.
            if (!known && uid != null && !look.going()) {
                seen.add(new SeenNamespace(site.namespace(), uid));
            }
        }
        Sighting sighting = withRecord(cycle, own, List.copyOf(seen));
        boolean seenAlive = seenBefore.stream().anyMatch(s -> s.name().equals(first.namespace()));
        // What was never there cannot be lost: it may be the rest of an earlier installation.
        boolean lost =
                firstLook.sign() == Namespaces.Sign.LOST
                        && (seenAlive || sighting.record() != null);
        if (!lost) {
            lastWrites.expect(sighting.known());
            return judged(cycle, own, sighting, firstLook);
        }
        String uid = firstLook.uid();
        Sighting loss =
                seenAlive || uid == null ? sighting : sighting.remembering(first.namespace(), uid);
        String words = firstLook.words();
        return firstLook.going()
                ? lastWrites
                        .awaited(loss.known())
                        .map(why -> loss.suspected(words + why))
                        .orElseGet(() -> loss.lost(words))
                : loss.lost(words);
    }

    private Sighting withRecord(DRCycle cycle, ChainSite own, List<SeenNamespace> seen) {
        CopyManagementRecord record = null;
        try {
            Asker asker = Asker.of(cycle);
            record = records.newest(asker, own, cycle.getSpec().groups().get(0)).orElse(null);
            KnownChain known = record == null ? null : records.chain(asker, record, seen);
            return new Sighting(seen, record, known, null, null, null);
        } catch (Obstacle | ArrayFault e) {
            return new Sighting(seen, record, null, e, null, null);
        }
    }

    private Sighting judged(DRCycle cycle, ChainSite own, Sighting sighting, Namespaces.Look look) {
        KnownChain known = sighting.known();
        if (known == null) {
            return sighting;
        }
        SiteDirectory directory = new SiteDirectory(world, known.tokens());
        Site first = known.chain().sites().get(0);
        Silence.Spell silent =
                first.endpoint().isEmpty()
                        ? Silence.Spell.NONE
                        : silence.ask(
                                first.array(),
                                () -> directory.array(first),
                                () -> world.doorstep().stands(first.endpoint()));
        if (!silent.lasts()) {
            return sighting;
        }
        RecoveryPolicy policy = cycle.getSpec().recovery();
        Duration grace = Durations.parse(policy == null ? null : policy.grace(), GRACE);
        String words = look.words() + ", and its array " + first.array() + " does not answer";
        if (!silent.lasted(grace)) {
            return sighting.suspected(words);
        }
        if (policy != null && policy.onUnreachable() == OnUnreachable.RECOVER) {
            return sighting.lost(words);
        }
        if (!silent.unheardFor(grace) && !silent.lasted(NEW_START)) {
            return sighting.suspected(
                    words
                            + "; the machine at its address does, so its cluster is there, and"
                            + " may start it again within "
                            + NEW_START.toSeconds()
                            + " s");
        }
        return look.sign() == Namespaces.Sign.NONE
                ? witnessed(known, own, sighting, directory, words)
                : sighting.suspected(words);
    }

    private static Sighting witnessed(
            KnownChain known,
            ChainSite own,
            Sighting sighting,
            SiteDirectory directory,
            String words) {
        Site first = known.chain().sites().get(0);
        List<Site> others =
                known.chain().sites().stream()
                        .filter(s -> !s.equals(first) && !s.name().equals(own.site()))
                        .toList();
        for (Site witness : others) {
            try {
                StorageArray array = directory.array(witness);
                return array.reaches(first.array())
                        ? sighting.suspected(
                                words
                                        + " here, but array "
                                        + witness.array()
                                        + " reaches it: the way from here to it is broken")
                        : sighting.lost(words + " here, nor to array " + witness.array());
            } catch (ArrayFault e) {
                LOG.debug("array {} is no witness: {}", witness.array(), e.getMessage());
            }
        }
        return sighting.suspected(
                words
                        + "; no other site answers either, so it may be this site that is cut off:"
                        + " if "
                        + first.name()
                        + " is lost, create a Recovery that says so");
    }
}
