package dev.trilith.operator.reconcile;

import dev.trilith.core.array.ArrayFault;
import dev.trilith.core.array.ArraySnapshot;
import dev.trilith.core.array.PairDefinition;
import dev.trilith.core.array.PairState;
import dev.trilith.core.array.VolumeSpec;
import dev.trilith.core.array.VolumeState;
import dev.trilith.core.definition.CopyChain;
import dev.trilith.core.definition.Finding;
import dev.trilith.core.definition.Site;
import dev.trilith.core.record.RecordCollection;
import dev.trilith.operator.api.v1alpha1.ChainSite;
import dev.trilith.operator.api.v1alpha1.DRCycle;
import dev.trilith.operator.reconcile.ArrayAccess.Reached;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the chain of a cycle off the arrays' own tables; while an array is silent, off the newest
 * record. The array is the truth: a pair whose resource was deleted is still a pair.
 */
final class ChainReader {
    private final ArrayAccess arrays;
    private final ReconcilerWorld world;

    ChainReader(ArrayAccess arrays, ReconcilerWorld world) {
        this.arrays = arrays;
        this.world = world;
    }

    /**
     * The chain.
     *
     * @throws Obstacle if what the arrays show is no chain, or neither they nor a record can say
     */
    KnownChain read(DRCycle cycle) {
        List<Site> sites = new ArrayList<>();
        Map<String, String> tokens = new HashMap<>();
        RuntimeException inTheWay = null;
        for (ChainSite site : cycle.getSpec().chain()) {
            try {
                Reached reached =
                        arrays.reach(Asker.of(cycle), site.namespace(), site.subsystemRef());
                if (reached.token() != null) {
                    tokens.put(site.subsystemRef(), reached.token());
                }
                sites.add(site(site, reached));
            } catch (Obstacle e) {
                if (e.isForbidden()) {
                    throw e;
                }
                inTheWay = inTheWay == null ? e : inTheWay;
                sites.add(site(site, null));
            }
        }
        SiteDirectory directory = new SiteDirectory(world, tokens);
        boolean everySite = inTheWay == null;
        if (inTheWay == null) {
            try {
                return new KnownChain(fromTables(cycle, sites, directory), tokens, true);
            } catch (ArrayFault.Unreachable e) {
                inTheWay = e;
            }
        }
        Optional<CopyChain> recorded = fromRecord(cycle, sites, directory);
        if (recorded.isPresent()) {
            return new KnownChain(recorded.get(), tokens, everySite);
        }
        throw inTheWay;
    }

    private static CopyChain fromTables(DRCycle cycle, List<Site> sites, SiteDirectory directory) {
        List<String> groups = cycle.getSpec().groups();
        Set<PairDefinition> pairs = new LinkedHashSet<>();
        List<VolumeSpec> volumes = new ArrayList<>();
        for (Site site : sites) {
            ArraySnapshot snapshot = directory.array(site).snapshot();
            snapshot.pairs().stream()
                    .map(PairState::definition)
                    .filter(pair -> groups.contains(pair.group()))
                    .forEach(pairs::add);
            snapshot.volumes().stream().map(ChainReader::spec).forEach(volumes::add);
        }
        List<PairDefinition> all = List.copyOf(pairs);
        List<Finding> findings = CopyChain.check(groups.get(0), sites, all, volumes);
        if (!findings.isEmpty()) {
            Finding first = findings.get(0);
            String more = findings.size() == 1 ? "" : " (and " + (findings.size() - 1) + " more)";
            throw Obstacle.wrong(new Finding(first.reason(), first.message() + more));
        }
        return CopyChain.of(groups.get(0), sites, all, volumes);
    }

    private static Optional<CopyChain> fromRecord(
            DRCycle cycle, List<Site> sites, SiteDirectory directory) {
        Site first = sites.get(0);
        if (first.endpoint().isEmpty()) {
            return Optional.empty();
        }
        String group = cycle.getSpec().groups().get(0);
        return RecordCollection.of(directory.array(first).readRecords(), group)
                .newest()
                .map(found -> found.record().chain())
                .filter(chain -> names(chain.sites()).equals(names(sites)))
                .filter(chain -> cycle.getSpec().groups().containsAll(chain.groups()))
                .map(chain -> atEndpoints(chain, sites));
    }

    private static CopyChain atEndpoints(CopyChain chain, List<Site> sites) {
        List<Site> known = new ArrayList<>();
        for (int i = 0; i < sites.size(); i++) {
            Site now = sites.get(i);
            known.add(now.endpoint().isEmpty() ? chain.sites().get(i) : now);
        }
        return new CopyChain(chain.name(), known, chain.legs(), chain.managementVolumes());
    }

    private static List<String> names(List<Site> sites) {
        return sites.stream().map(site -> site.name() + " " + site.array()).toList();
    }

    private static Site site(ChainSite site, @Nullable Reached reached) {
        return new Site(
                site.site(),
                site.namespace(),
                site.subsystemRef(),
                reached == null ? "" : reached.endpoints().rest());
    }

    private static VolumeSpec spec(VolumeState volume) {
        return new VolumeSpec(
                volume.address(),
                volume.drive(),
                volume.sizeBytes(),
                volume.storesManagementInformation());
    }
}
