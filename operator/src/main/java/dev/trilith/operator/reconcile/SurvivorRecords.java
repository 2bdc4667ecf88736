package dev.trilith.operator.reconcile;

import dev.trilith.core.definition.CopyChain;
import dev.trilith.core.definition.Site;
import dev.trilith.core.record.CopyManagementRecord;
import dev.trilith.core.record.RecordCollection;
import dev.trilith.operator.api.v1alpha1.ChainSite;
import dev.trilith.operator.api.v1alpha1.SeenNamespace;
import dev.trilith.operator.reconcile.ArrayAccess.Located;
import dev.trilith.operator.reconcile.ArrayAccess.Reached;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The newest record on a site's own management volumes: all that a recovery needs to begin. */
final class SurvivorRecords {
    private final ArrayAccess arrays;

    SurvivorRecords(ArrayAccess arrays) {
        this.arrays = arrays;
    }

    /**
     * The newest record at {@code own} site.
     *
     * @param asker in whose name
     * @return empty if no record of the group was ever written there
     * @throws Obstacle if the own array has no endpoint
     * @throws dev.trilith.core.array.ArrayFault if it does not answer
     */
    Optional<CopyManagementRecord> newest(Asker asker, ChainSite own, String group) {
        Reached reached = arrays.reach(asker, own.namespace(), own.subsystemRef());
        return RecordCollection.of(reached.array().readRecords(), group)
                .newest()
                .map(RecordCollection.Found::record);
    }

    /**
     * The record's chain, with every array where it is dialled today as far as that can be seen. A
     * record may tell of more groups than the asker's: their owners are asked for those too.
     *
     * @param asker in whose name
     * @param seen the namespaces as they were seen before
     * @throws Obstacle if the owner of an array has not agreed, or a token is missing
     */
    KnownChain chain(Asker asker, CopyManagementRecord record, Collection<SeenNamespace> seen) {
        return chain(asker, record.chain(), seen);
    }

    /**
     * The same of a chain that is known: an array that cannot be located today is where it was.
     *
     * @throws Obstacle if the owner of an array has not agreed, or a token is missing
     */
    KnownChain chain(Asker asker, CopyChain chain, Collection<SeenNamespace> seen) {
        Asker about = asker.about(chain.groups());
        List<Site> sites = new ArrayList<>();
        Map<String, String> tokens = new HashMap<>();
        for (Site site : chain.sites()) {
            Located located = arrays.locate(about, site, seen);
            sites.add(new Site(site.name(), site.namespace(), site.array(), located.endpoint()));
            if (located.token() != null) {
                tokens.put(site.array(), located.token());
            }
        }
        return new KnownChain(
                new CopyChain(chain.name(), sites, chain.legs(), chain.managementVolumes()),
                tokens);
    }
}
