package dev.trilith.cli.lab;

import dev.trilith.cli.fault.CliFailure;
import dev.trilith.cli.report.ReportFile;
import dev.trilith.contract.ArrayDocument;
import dev.trilith.contract.SlotDocument;
import dev.trilith.core.cycle.CycleObserver;
import dev.trilith.core.recovery.RecoveryObserver;
import dev.trilith.mockcluster.MockCluster;
import dev.trilith.operator.api.v1alpha1.ArrayEndpoints;
import dev.trilith.operator.api.v1alpha1.ChainSite;
import dev.trilith.operator.api.v1alpha1.StorageSubsystem;
import dev.trilith.operator.api.v1alpha1.StorageSubsystemStatus;
import dev.trilith.operator.api.v1alpha1.VolumeDefinition;
import dev.trilith.operator.app.Crds;
import dev.trilith.operator.app.OperatorSettings;
import dev.trilith.operator.app.TrilithOperator;
import dev.trilith.operator.reconcile.Scope;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An embedded lab: three sites in one process and three array processes, with the real operator.
 *
 * <p>There is no {@code kubectl} for it: its API serves Kubernetes clients, but knows no discovery.
 * Safe for use by many threads; ends with {@link #close}.
 */
public final class Lab implements LabSites {
    private static final List<ChainSite> CHAIN =
            List.of(
                    new ChainSite("production", "production", "2a"),
                    new ChainSite("local", "local", "2b"),
                    new ChainSite("remote", "remote", "2c"));

    /** How a lab's operator is told to look after its sites, in whatever process it runs. */
    public static final OperatorSettings OPERATOR =
            new OperatorSettings(
                    Scope.CLUSTER,
                    Set.of(),
                    OperatorSettings.DEFAULT_ARRAY_IMAGE,
                    Duration.ofSeconds(2),
                    Duration.ofMillis(100));

    private static final int VOLUMES_OF_A_CHAIN = 5;

    private final LabOptions options;
    private final LabLog log;
    private final LabFolder folder;
    private final List<AutoCloseable> parts = new ArrayList<>();
    private final MockCluster cluster;
    private final KubernetesClient client;
    private final SiteKiller killer;
    private final ArrayClient arrays;
    private @Nullable StandIn standIn;

    private Lab(LabOptions options, LabLog log, LabFolder folder) {
        this.options = options;
        this.log = log;
        this.folder = folder;
        this.cluster = part(MockCluster.start());
        this.client = part(cluster.newClient());
        this.killer = new SiteKiller(client);
        this.arrays = part(new ArrayClient());
    }

    /**
     * Starts a lab: the API, what stands in for the cluster, the operator, and the example
     * resources. Returns before the arrays are ready.
     *
     * @param options what the lab is like
     * @param installation where the array's jar lies
     * @param log is told what happens
     * @param cycles is told of each step of the copy cycle, in the operator's thread
     * @param recoveries is told of each step of a recovery, in the operator's thread
     * @throws CliFailure if the folder is in use
     */
    public static Lab start(
            LabOptions options,
            Installation installation,
            LabLog log,
            CycleObserver cycles,
            RecoveryObserver recoveries) {
        return start(
                options,
                installation,
                log,
                (client, api) -> inThisProcess(client, cycles, recoveries));
    }

    /**
     * Starts a lab with an operator that the caller starts, for example as a process of its own.
     * Returns before the arrays are ready.
     *
     * @param options what the lab is like
     * @param installation where the array's jar lies
     * @param log is told what happens
     * @param operator starts the operator when everything is there that it looks after
     * @throws CliFailure if the folder is in use
     */
    public static Lab start(
            LabOptions options, Installation installation, LabLog log, OperatorStart operator) {
        List<String> arrayCommand = installation.arrayCommand();
        LabFolder folder = LabFolder.take(options.folder());
        @Nullable Lab lab = null;
        try {
            lab = new Lab(options, log, folder);
            lab.run(arrayCommand, operator);
            return lab;
        } catch (IOException | RuntimeException e) {
            if (lab == null) {
                letGo(folder, options.keep(), new ArrayList<>());
            } else {
                lab.close();
            }
            if (e instanceof CliFailure failure) {
                throw failure;
            }
            throw new CliFailure("the lab did not start: " + e.getMessage(), e);
        }
    }

    private static AutoCloseable inThisProcess(
            KubernetesClient client, CycleObserver cycles, RecoveryObserver recoveries) {
        TrilithOperator operator = new TrilithOperator(client, OPERATOR, cycles, recoveries);
        try {
            operator.start();
            return operator;
        } catch (RuntimeException e) {
            operator.close();
            throw e;
        }
    }

    private void run(List<String> arrayCommand, OperatorStart operator) throws IOException {
        part(LabLogging.to(folder.logs()));
        // Listeners are called in this order: first the arrays die, then it is said.
        standIn = part(new StandIn(cluster, folder, arrayCommand, log));
        cluster.onNamespaceTerminating(killer::dead);
        Crds.all().forEach(crd -> client.resource(crd).create());
        List<HasMetadata> objects =
                ThreeSites.resized(
                        ExampleFiles.read(client),
                        options.dataChains(),
                        options.volumeBytes(),
                        options.interval(),
                        options.freeze());
        createNamespaces(objects);
        objects.forEach(object -> client.resource(object).create());
        part(operator.start(client, cluster.url()));
        folder.publish(new LabFolder.Control(ProcessHandle.current().pid(), cluster.url()));
        log.note("the lab's API is at " + cluster.url() + " (for Kubernetes clients, not kubectl)");
    }

    /** A client of the lab's API; the lab closes it. */
    public KubernetesClient client() {
        return client;
    }

    @Override
    public KubernetesClient client(ChainSite site) {
        return client;
    }

    @Override
    public LabForm form() {
        return options.form();
    }

    @Override
    public List<ChainSite> chain() {
        return CHAIN;
    }

    @Override
    public boolean embedded() {
        return true;
    }

    @Override
    public Optional<String> missing() {
        int volumes = VOLUMES_OF_A_CHAIN * (options.dataChains() + 1);
        return endpoints().volumes().size() == volumes
                ? Optional.empty()
                : Optional.of("every array to be ready");
    }

    @Override
    public ArrayDocument show(ChainSite site) {
        return arrays.show(endpoints().arrayUrl(site.subsystemRef()));
    }

    @Override
    public List<SlotDocument> slots(ChainSite site) {
        return arrays.slots(endpoints().arrayUrl(site.subsystemRef()));
    }

    /** The process of a site's array as it runs now; empty while none does. */
    public Optional<ProcessHandle> arrayProcess(ChainSite site) {
        StandIn kubelets = standIn;
        return kubelets == null ? Optional.empty() : kubelets.process(site.namespace());
    }

    /** What the lab is like. */
    public LabOptions options() {
        return options;
    }

    /** The lab's folder, absolute. */
    public Path folder() {
        return folder.path();
    }

    @Override
    public LabEndpoints endpoints() {
        SortedMap<String, String> arrays = new TreeMap<>();
        SortedMap<String, String> ports = new TreeMap<>();
        for (StorageSubsystem subsystem :
                client.resources(StorageSubsystem.class).inAnyNamespace().list().getItems()) {
            StorageSubsystemStatus status = subsystem.getStatus();
            ArrayEndpoints endpoints = status == null ? null : status.endpoints();
            if (endpoints == null) {
                continue;
            }
            arrays.put(subsystem.getMetadata().getName(), endpoints.rest());
            endpoints
                    .nbd()
                    .forEach(nbd ->
                            ports.put(
                                    key(subsystem, subsystem.getMetadata().getName(), nbd.port()),
                                    nbd.address()));
        }
        SortedMap<String, String> volumes = new TreeMap<>();
        for (VolumeDefinition volume :
                client.resources(VolumeDefinition.class).inAnyNamespace().list().getItems()) {
            String address =
                    ports.get(
                            key(volume, volume.getSpec().subsystemRef(), volume.getSpec().port()));
            if (address != null) {
                volumes.put(
                        volume.getSpec().drive(), "nbd://" + address + "/" + volume.getSpec().lu());
            }
        }
        return new LabEndpoints(volumes, arrays);
    }

    @Override
    public void publish(LabEndpoints endpoints) throws IOException {
        ReportFile.write(folder.endpoints(), endpoints);
    }

    /**
     * Destroys a site: deletes its namespace, so that its arrays are killed and their disks are
     * gone. Returns when they are dead; the namespace is gone soon after.
     */
    @Override
    public long destroy(ChainSite site) {
        long begun = System.nanoTime();
        killer.kill(site.namespace());
        return begun;
    }

    /**
     * Stops the operator, kills the arrays and takes the folder away unless it is to be kept; an
     * interrupted thread does so too.
     */
    @Override
    public void close() {
        // Whatever waits for an array's death would give up at once in an interrupted thread.
        boolean interrupted = Thread.interrupted();
        List<Exception> failures = new ArrayList<>();
        for (AutoCloseable part : parts.reversed()) {
            closeOne(part, failures);
        }
        letGo(folder, options.keep(), failures);
        for (Exception failure : failures) {
            log.note("while the lab stopped: " + failure);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void letGo(LabFolder folder, boolean keep, List<Exception> failures) {
        if (!keep) {
            closeOne(folder::delete, failures);
        }
        closeOne(folder, failures);
    }

    private static void closeOne(AutoCloseable part, List<Exception> failures) {
        try {
            part.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failures.add(e);
        } catch (Exception e) {
            failures.add(e);
        }
    }

    private <T extends AutoCloseable> T part(T part) {
        parts.add(part);
        return part;
    }

    private void createNamespaces(List<HasMetadata> objects) {
        Set<String> names = new TreeSet<>();
        objects.forEach(object -> {
            if (!(object instanceof Namespace)) {
                names.add(object.getMetadata().getNamespace());
            }
        });
        for (HasMetadata object : List.copyOf(objects)) {
            if (object instanceof Namespace) {
                names.add(object.getMetadata().getName());
                objects.remove(object);
            }
        }
        for (String name : names) {
            client.resource(
                            new NamespaceBuilder()
                                    .withNewMetadata()
                                    .withName(name)
                                    .endMetadata()
                                    .build())
                    .create();
        }
    }

    private static String key(HasMetadata object, String subsystem, String port) {
        return object.getMetadata().getNamespace() + "/" + subsystem + "/" + port;
    }
}
