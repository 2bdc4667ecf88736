package dev.trilith.cli.cluster;

import dev.trilith.cli.fault.CliFailure;
import dev.trilith.cli.lab.LabForm;
import dev.trilith.cli.lab.LabLog;
import dev.trilith.cli.lab.LabSites;
import dev.trilith.cli.lab.LabSource;
import dev.trilith.cli.stamp.StampArea;
import dev.trilith.core.cycle.CycleObserver;
import dev.trilith.core.recovery.RecoveryObserver;
import dev.trilith.operator.api.v1alpha1.ChainSite;
import dev.trilith.operator.api.v1alpha1.DRCycle;
import dev.trilith.operator.api.v1alpha1.FreezeSpec;
import dev.trilith.operator.api.v1alpha1.VolumeDefinition;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lab that somebody installed in a cluster, or in three. */
public final class ClusterLab implements LabSource {
    private static final int SITES = 3;

    private final ClusterAccess clusters;
    private final DRCycle cycle;
    private final LabForm form;
    private final LossMode loss;
    private final ArrayWay way;

    private ClusterLab(
            ClusterAccess clusters, DRCycle cycle, LabForm form, LossMode loss, ArrayWay way) {
        this.clusters = clusters;
        this.cycle = cycle;
        this.form = form;
        this.loss = loss;
        this.way = way;
    }

    /**
     * Finds the lab.
     *
     * @param clusters where to look; the caller closes it
     * @param wanted its DRCycle's {@code NAMESPACE/NAME}, or null if there is but one
     * @param loss how its sites are lost
     * @throws CliFailure if there is none that a rehearsal can use
     */
    public static ClusterLab find(ClusterAccess clusters, @Nullable String wanted, LossMode loss) {
        return find(clusters, wanted, loss, ArrayDoor::open);
    }

    /** The same with another way to its arrays. */
    static ClusterLab find(
            ClusterAccess clusters, @Nullable String wanted, LossMode loss, ArrayWay way) {
        DRCycle cycle = CycleFinder.find(clusters, wanted);
        List<ChainSite> chain = cycle.getSpec().chain();
        if (chain.size() != SITES) {
            throw new CliFailure(
                    "the chain of DRCycle "
                            + cycle.getMetadata().getName()
                            + " has "
                            + chain.size()
                            + " sites: a rehearsal needs three.");
        }
        try {
            return new ClusterLab(clusters, cycle, form(clusters, cycle), loss, way);
        } catch (KubernetesClientException e) {
            throw ClusterFailure.of(clusters.words(), e);
        }
    }

    @Override
    public String words() {
        return "DRCycle "
                + cycle.getMetadata().getNamespace()
                + "/"
                + cycle.getMetadata().getName()
                + " in "
                + clusters.words()
                + ", "
                + form.dataChains()
                + " data chains";
    }

    @Override
    public LabForm form() {
        return form;
    }

    @Override
    public LabSites open(LabLog log, CycleObserver cycles, RecoveryObserver recoveries) {
        return new ClusterSites(clusters, cycle, form, loss, way, log);
    }

    private static LabForm form(ClusterAccess clusters, DRCycle cycle) {
        ChainSite production = cycle.getSpec().chain().getFirst();
        List<VolumeDefinition> volumes =
                clusters
                        .of(production.site())
                        .resources(VolumeDefinition.class)
                        .inNamespace(production.namespace())
                        .list()
                        .getItems()
                        .stream()
                        .filter(volume ->
                                volume.getSpec().subsystemRef().equals(production.subsystemRef()))
                        .filter(volume ->
                                !Boolean.TRUE.equals(
                                        volume.getSpec().storesManagementInformation()))
                        .toList();
        long bytes =
                volumes.stream()
                        .mapToLong(volume ->
                                Quantity.getAmountInBytes(volume.getSpec().size()).longValueExact())
                        .min()
                        .orElseThrow(() ->
                                new CliFailure(
                                        "array "
                                                + production.subsystemRef()
                                                + " in namespace "
                                                + production.namespace()
                                                + " has no data volume."));
        FreezeSpec freeze = cycle.getSpec().freeze();
        FreezeSpec.Mode mode = freeze == null ? null : freeze.mode();
        // A host of the lab's own may be writing to the ends of the volumes.
        long usable = StampArea.ofHost(production.subsystemRef(), bytes).offsetBytes();
        return new LabForm(
                volumes.size(), bytes, usable, mode == null ? FreezeSpec.Mode.HOLD : mode);
    }
}
