package dev.trilith.operatorsimulation.world;

import dev.trilith.core.array.FreezeMode;
import dev.trilith.core.array.PairDefinition;
import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.array.VolumeSpec;
import dev.trilith.core.cycle.CycleSettings;
import dev.trilith.core.definition.Site;
import dev.trilith.operator.api.v1alpha1.ChainSite;
import dev.trilith.operator.api.v1alpha1.CopyPair;
import dev.trilith.operator.api.v1alpha1.CopyPairSpec;
import dev.trilith.operator.api.v1alpha1.DRCycle;
import dev.trilith.operator.api.v1alpha1.DRCycleSpec;
import dev.trilith.operator.api.v1alpha1.ExternalArray;
import dev.trilith.operator.api.v1alpha1.FreezeSpec;
import dev.trilith.operator.api.v1alpha1.GrantedPeer;
import dev.trilith.operator.api.v1alpha1.RecoveryPolicy;
import dev.trilith.operator.api.v1alpha1.SiteGrant;
import dev.trilith.operator.api.v1alpha1.SiteGrantSpec;
import dev.trilith.operator.api.v1alpha1.StorageSubsystem;
import dev.trilith.operator.api.v1alpha1.StorageSubsystemSpec;
import dev.trilith.operator.api.v1alpha1.VolumeDefinition;
import dev.trilith.operator.api.v1alpha1.VolumeDefinitionSpec;
import dev.trilith.operator.api.v1alpha1.VolumeReference;
import dev.trilith.simulation.net.SimTransport;
import dev.trilith.simulation.oracle.Layout;
import dev.trilith.simulation.site.SimArray;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a user writes to have the simulated chain steered. */
final class Definitions {
    /** The name of every DRCycle and SiteGrant. */
    static final String NAME = "chain";

    private final Layout layout;
    private final List<ChainSite> chain;
    private final List<String> groups;

    Definitions(Layout layout) {
        this.layout = layout;
        this.chain =
                layout.chain.sites().stream()
                        .map(s -> new ChainSite(s.name(), s.namespace(), s.array()))
                        .toList();
        this.groups = layout.pairs.stream().map(PairDefinition::group).distinct().sorted().toList();
    }

    /** The namespaces, in the order of the chain. */
    List<String> namespaces() {
        return chain.stream().map(ChainSite::namespace).toList();
    }

    /** All objects of one site but its DRCycle. */
    List<HasMetadata> ofSite(int site) {
        Site mine = layout.chain.sites().get(site);
        List<HasMetadata> objects = new ArrayList<>();
        objects.add(subsystem(mine));
        objects.add(grant(mine));
        for (VolumeSpec volume : layout.volumes) {
            if (volume.address().array().equals(mine.array())) {
                objects.add(volume(mine, volume));
            }
        }
        for (PairDefinition pair : layout.pairs) {
            if (pair.primary().array().equals(mine.array())) {
                objects.add(pair(mine, pair));
            }
        }
        return objects;
    }

    private static <R extends HasMetadata> R at(Site site, String name, R object) {
        object.setMetadata(
                new ObjectMetaBuilder().withName(name).withNamespace(site.namespace()).build());
        return object;
    }

    private static StorageSubsystem subsystem(Site site) {
        StorageSubsystem subsystem = at(site, site.array(), new StorageSubsystem());
        subsystem.setSpec(
                new StorageSubsystemSpec(
                        List.of(SimArray.PORT),
                        null,
                        null,
                        new ExternalArray(
                                "http://" + site.array() + ":80",
                                SimTransport.endpointOf(site.array()),
                                null,
                                null),
                        null,
                        null,
                        null,
                        null,
                        null));
        return subsystem;
    }

    private SiteGrant grant(Site site) {
        SiteGrant grant = at(site, NAME, new SiteGrant());
        grant.setSpec(
                new SiteGrantSpec(
                        groups,
                        chain.stream()
                                .filter(s -> !s.namespace().equals(site.namespace()))
                                .map(s -> new GrantedPeer(s.namespace(), null, null))
                                .toList()));
        return grant;
    }

    private static VolumeDefinition volume(Site site, VolumeSpec volume) {
        VolumeAddress address = volume.address();
        VolumeDefinition definition =
                at(
                        site,
                        (address.array() + "-" + address.lu()).toLowerCase(Locale.ROOT),
                        new VolumeDefinition());
        definition.setSpec(
                new VolumeDefinitionSpec(
                        address.array(),
                        address.port(),
                        address.lu(),
                        volume.drive(),
                        new Quantity(String.valueOf(volume.sizeBytes())),
                        volume.storesManagementInformation()));
        return definition;
    }

    private CopyPair pair(Site site, PairDefinition pair) {
        CopyPair resource = at(site, pair.name().toLowerCase(Locale.ROOT), new CopyPair());
        resource.setSpec(
                new CopyPairSpec(
                        pair.name(),
                        pair.group(),
                        end(pair.primary()),
                        end(pair.secondary()),
                        null));
        return resource;
    }

    private VolumeReference end(VolumeAddress address) {
        String namespace =
                chain.stream()
                        .filter(s -> s.subsystemRef().equals(address.array()))
                        .map(ChainSite::namespace)
                        .findFirst()
                        .orElseThrow();
        return new VolumeReference(namespace, address.array(), address.port(), address.lu());
    }

    /** The DRCycle of one site. */
    DRCycle cycle(int site, CycleSettings settings, boolean paused) {
        DRCycle cycle = at(layout.chain.sites().get(site), NAME, new DRCycle());
        cycle.setSpec(
                new DRCycleSpec(
                        chain,
                        groups,
                        text(settings.interval()),
                        new FreezeSpec(
                                settings.freezeMode() == FreezeMode.GO
                                        ? FreezeSpec.Mode.GO
                                        : FreezeSpec.Mode.HOLD,
                                text(settings.freezeDeadline())),
                        paused,
                        null,
                        new RecoveryPolicy(
                                RecoveryPolicy.Approval.AUTOMATIC,
                                RecoveryPolicy.OnUnreachable.WAIT,
                                "5s")));
        return cycle;
    }

    static String text(Duration length) {
        return length.toMillis() + "ms";
    }
}
