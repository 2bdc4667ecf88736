package dev.trilith.cli.cluster;

import dev.trilith.cli.fault.CliFailure;
import dev.trilith.cli.lab.LabEndpoints;
import dev.trilith.cli.lab.LabForm;
import dev.trilith.cli.lab.LabLog;
import dev.trilith.cli.lab.LabSites;
import dev.trilith.contract.ArrayDocument;
import dev.trilith.contract.SlotDocument;
import dev.trilith.operator.api.v1alpha1.ChainSite;
import dev.trilith.operator.api.v1alpha1.ConditionedStatus;
import dev.trilith.operator.api.v1alpha1.DRCycle;
import dev.trilith.operator.api.v1alpha1.StatusCondition;
import dev.trilith.operator.api.v1alpha1.StorageSubsystem;
import dev.trilith.operator.api.v1alpha1.VolumeDefinition;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The sites of a lab in real clusters. Safe for use by many threads. */
final class ClusterSites implements LabSites {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    /** Longer than a pod takes to be started again would be wrong, shorter than that too often. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private final ClusterAccess clusters;
    private final DRCycle cycle;
    private final LabForm form;
    private final LossMode loss;
    private final ArrayWay way;
    private final LabLog log;
    private final Map<String, ArrayDoor> doors = new ConcurrentHashMap<>();

    ClusterSites(
            ClusterAccess clusters,
            DRCycle cycle,
            LabForm form,
            LossMode loss,
            ArrayWay way,
            LabLog log) {
        this.clusters = clusters;
        this.cycle = cycle;
        this.form = form;
        this.loss = loss;
        this.way = way;
        this.log = log;
    }

    @Override
    public LabForm form() {
        return form;
    }

    @Override
    public List<ChainSite> chain() {
        return cycle.getSpec().chain();
    }

    @Override
    public boolean embedded() {
        return false;
    }

    @Override
    public KubernetesClient client(ChainSite site) {
        return clusters.of(site.site());
    }

    @Override
    public Optional<String> missing() {
        for (ChainSite site : chain()) {
            StorageSubsystem subsystem =
                    client(site)
                            .resources(StorageSubsystem.class)
                            .inNamespace(site.namespace())
                            .withName(site.subsystemRef())
                            .get();
            Optional<String> missing = notReady("StorageSubsystem", site, subsystem);
            if (missing.isPresent()) {
                return missing;
            }
            if (subsystem != null) {
                doors.computeIfAbsent(site.site(), name -> way.open(client(site), site, subsystem));
            }
        }
        return missingCycles();
    }

    private Optional<String> missingCycles() {
        for (ChainSite site : List.of(chain().getFirst(), chain().getLast())) {
            DRCycle found =
                    client(site)
                            .resources(DRCycle.class)
                            .inNamespace(site.namespace())
                            .withName(cycle.getMetadata().getName())
                            .get();
            if (found != null && Boolean.TRUE.equals(found.getSpec().paused())) {
                return Optional.of(
                        "DRCycle "
                                + site.namespace()
                                + "/"
                                + found.getMetadata().getName()
                                + " to be unpaused (spec.paused is true)");
            }
            Optional<String> missing = notReady("DRCycle", site, found);
            if (missing.isPresent()) {
                return missing;
            }
        }
        return Optional.empty();
    }

    private static <S extends ConditionedStatus> Optional<String> notReady(
            String kind, ChainSite site, @Nullable CustomResource<?, S> found) {
        if (found == null) {
            return Optional.of(kind + " of site " + site.site() + " in " + site.namespace());
        }
        String name = kind + " " + site.namespace() + "/" + found.getMetadata().getName();
        S status = found.getStatus();
        List<StatusCondition> conditions = status == null ? null : status.conditions();
        if (status == null
                || conditions == null
                || !Objects.equals(
                        status.observedGeneration(), found.getMetadata().getGeneration())) {
            return Optional.of(name + " to be looked at by its operator");
        }
        return conditions.stream()
                .filter(condition -> condition.type().equals("Ready"))
                .filter(condition -> !condition.status().equals("True"))
                .findFirst()
                .map(condition ->
                        name
                                + " to be Ready ("
                                + condition.reason()
                                + ": "
                                + condition.message()
                                + ")");
    }

    @Override
    public LabEndpoints endpoints() {
        SortedMap<String, String> arrays = new TreeMap<>();
        SortedMap<String, String> volumes = new TreeMap<>();
        for (ChainSite site : chain()) {
            ArrayDoor door = door(site);
            arrays.put(site.subsystemRef(), door.rest());
            for (VolumeDefinition volume :
                    client(site)
                            .resources(VolumeDefinition.class)
                            .inNamespace(site.namespace())
                            .list()
                            .getItems()) {
                String address = door.nbd(volume.getSpec().port());
                if (address != null
                        && volume.getSpec().subsystemRef().equals(site.subsystemRef())) {
                    volumes.put(
                            volume.getSpec().drive(),
                            "nbd://" + address + "/" + volume.getSpec().lu());
                }
            }
        }
        return new LabEndpoints(volumes, arrays);
    }

    /** Forwarded ports are this process's own: nobody else could use them. */
    @Override
    public void publish(LabEndpoints endpoints) {}

    @Override
    public ArrayDocument show(ChainSite site) {
        ArrayDoor door = door(site);
        return door.arrays().show(door.rest());
    }

    @Override
    public List<SlotDocument> slots(ChainSite site) {
        ArrayDoor door = door(site);
        return door.arrays().slots(door.rest());
    }

    @Override
    public long destroy(ChainSite site) {
        if (loss == LossMode.EXTERNAL) {
            return awaitSilence(site);
        }
        long begun = System.nanoTime();
        client(site).namespaces().withName(site.namespace()).delete();
        log.note("namespace " + site.namespace() + " deleted");
        return begun;
    }

    /** The loss began after the last answer: whoever counts from there does not flatter himself. */
    private long awaitSilence(ChainSite site) {
        log.note(
                "waiting for the loss of "
                        + site.site()
                        + ": destroy it now; it counts as lost when its array "
                        + site.subsystemRef()
                        + " is silent for "
                        + SILENCE.toSeconds()
                        + " s");
        long answered = System.nanoTime();
        while (System.nanoTime() - answered < SILENCE.toNanos()) {
            try {
                show(site);
                answered = System.nanoTime();
            } catch (CliFailure silent) {
                // That is what is waited for.
            }
            sleep();
        }
        return answered;
    }

    @Override
    public void close() {
        doors.values().forEach(ArrayDoor::close);
        doors.clear();
    }

    private ArrayDoor door(ChainSite site) {
        ArrayDoor door = doors.get(site.site());
        if (door == null) {
            throw new CliFailure("array " + site.subsystemRef() + " is not reached yet");
        }
        return door;
    }

    private static void sleep() {
        try {
            Thread.sleep(LOOK_AGAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliFailure("interrupted while a loss was waited for", e);
        }
    }
}
