package dev.trilith.operator.reconcile;

import dev.trilith.operator.api.v1alpha1.ChainSite;
import dev.trilith.operator.api.v1alpha1.CopyPair;
import dev.trilith.operator.api.v1alpha1.CopyPairStatus;
import dev.trilith.operator.api.v1alpha1.DRCycle;
import dev.trilith.operator.api.v1alpha1.DRCycleStatus;
import dev.trilith.operator.status.CycleReporter;
import dev.trilith.operator.status.EventSender;
import dev.trilith.operator.status.Standing;
import dev.trilith.operator.status.StatusDoor;
import dev.trilith.operator.status.Verdict;
import dev.trilith.operator.translate.Translation;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a DRCycle does in the first site's namespace: keep one program P120 at work on the right
 * chain.
 */
final class ActiveCycle {
    private final ReconcilerWorld world;
    private final ChainReader chains;
    private final Consent consent;
    private final StatusDoor<DRCycle, DRCycleStatus> door;

    ActiveCycle(
            ReconcilerWorld world,
            ClusterView cluster,
            ArrayAccess arrays,
            StatusDoor<DRCycle, DRCycleStatus> door) {
        this.world = world;
        this.chains = new ChainReader(arrays, world);
        this.consent = new Consent(cluster, world.scope());
        this.door = door;
    }

    /** Starts the program, changes its settings, or says what stands in the way. */
    Verdict keepAtWork(String key, DRCycle cycle) {
        AtomicReference<@Nullable KnownChain> chain = new AtomicReference<>();
        Verdict verdict =
                Verdicts.attempt(() -> {
                    chain.set(look(key, cycle));
                    return Verdict.ready("ChainRead", "the arrays' pairs form a chain");
                });
        KnownChain found = chain.get();
        if (found != null) {
            world.programs().put(key, present -> run(present, cycle, found));
        } else if (world.programs().get(key) == null) {
            report(cycle, verdict);
        } else {
            // The program goes on by the chain that it knows; what was asked of it it is told.
            world.programs()
                    .put(
                            key,
                            present ->
                                    present instanceof CycleRun run ? run.asked(cycle) : present);
            return Verdict.progressing(verdict.reason(), verdict.message());
        }
        return verdict;
    }

    /**
     * The chain. What somebody must change or allow ends a program at work. Anything else may pass,
     * also what one array says: a program that ends between freeze and resume leaves hosts held.
     */
    private KnownChain look(String key, DRCycle cycle) {
        try {
            Translation.settings(cycle);
            world.requireDefinitions();
            return chain(cycle, world.programs().get(key) != null);
        } catch (Obstacle e) {
            if (e.isForbidden() || e.verdict().standing() == Standing.STALLED) {
                world.programs().remove(key);
            }
            throw e;
        } catch (IllegalArgumentException wrongValue) {
            world.programs().remove(key);
            throw wrongValue;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                world.programs().remove(key);
            }
            throw e;
        }
    }

    /** Without the consent of every site's owner nothing is done, not even what was begun. */
    private KnownChain chain(DRCycle cycle, boolean atWork) {
        cycle.getSpec().chain().stream()
                .map(ChainSite::namespace)
                .forEach(namespace -> consent.require(Asker.of(cycle), namespace));
        if (!atWork) {
            pairsAreRegistered(cycle);
        }
        return chains.read(cycle);
    }

    private ProgramScheduler.Work run(
            ProgramScheduler.@Nullable Work present, DRCycle cycle, KnownChain chain) {
        return present instanceof CycleRun run
                ? run.changed(cycle, chain)
                : new CycleRun(
                        world,
                        new CycleReporter(
                                door,
                                new EventSender(world.client(), world.clock()),
                                world.clock()),
                        cycle,
                        chain);
    }

    /** A pass over half of the pairs would end with half of an image. */
    private void pairsAreRegistered(DRCycle cycle) {
        KubernetesClient client = world.client();
        List<String> waiting =
                visible(cycle)
                        .flatMap(namespace ->
                                client
                                        .resources(CopyPair.class)
                                        .inNamespace(namespace)
                                        .list()
                                        .getItems()
                                        .stream())
                        .filter(pair -> cycle.getSpec().groups().contains(pair.getSpec().group()))
                        .filter(pair -> !registered(pair))
                        .map(pair ->
                                pair.getMetadata().getNamespace()
                                        + "/"
                                        + pair.getMetadata().getName())
                        .toList();
        if (!waiting.isEmpty()) {
            throw Obstacle.notYet(
                    "PairsNotRegistered",
                    "the arrays have not registered CopyPair "
                            + String.join(", ", waiting)
                            + " yet: see their conditions");
        }
    }

    /** The namespaces in which this operator sees pairs; the others' are read off the arrays. */
    private Stream<String> visible(DRCycle cycle) {
        return world.scope() == Scope.SITE
                ? Stream.of(cycle.getMetadata().getNamespace())
                : cycle.getSpec().chain().stream().map(ChainSite::namespace);
    }

    private static boolean registered(CopyPair pair) {
        CopyPairStatus status = pair.getStatus();
        return status != null
                && status.conditions() != null
                && status.conditions().stream()
                        .anyMatch(c -> c.type().equals("Ready") && c.status().equals("True"));
    }

    private void report(DRCycle cycle, Verdict verdict) {
        DRCycleStatus before = door.current(cycle);
        door.report(
                cycle,
                verdict.with("Protected", false, "CycleStands", verdict.message()),
                conditions ->
                        new DRCycleStatus(
                                cycle.getMetadata().getGeneration(),
                                DRCycleStatus.Role.ACTIVE,
                                before == null ? null : before.term(),
                                before == null ? null : before.cycle(),
                                before == null ? null : before.sequence(),
                                before == null ? null : before.step(),
                                before == null ? null : before.phase(),
                                before == null ? null : before.since(),
                                before == null ? null : before.legs(),
                                before == null ? null : before.sites(),
                                before == null ? null : before.runToken(),
                                null,
                                null,
                                conditions));
    }
}
