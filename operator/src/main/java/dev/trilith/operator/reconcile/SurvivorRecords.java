package dev.trilith.operator.reconcile;

import dev.trilith.core.definition.CopyChain;
import dev.trilith.core.definition.Site;
import dev.trilith.core.record.CopyManagementRecord;
import dev.trilith.core.record.RecordCollection;
import dev.trilith.operator.api.v1alpha1.ChainSite;
import dev.trilith.operator.reconcile.ArrayAccess.Reached;
import java.util.Optional;

/** The newest record on a site's own management volumes: all that a recovery needs to begin. */
final class SurvivorRecords {
    private final ArrayAccess arrays;

    SurvivorRecords(ArrayAccess arrays) {
        this.arrays = arrays;
    }

    /**
     * The newest record at {@code own} site, its chain with the own array's endpoint of today.
     *
     * @return empty if no record of the group was ever written there
     * @throws Obstacle if the own array has no endpoint
     * @throws dev.trilith.core.array.ArrayFault if it does not answer
     */
    Optional<CopyManagementRecord> newest(ChainSite own, String group) {
        Reached reached = arrays.reach(own.namespace(), own.subsystemRef());
        return RecordCollection.of(reached.array().readRecords(), group)
                .newest()
                .map(RecordCollection.Found::record);
    }

    /** The record's chain, with the own array where it is dialled today. */
    CopyChain chain(CopyManagementRecord record, ChainSite own) {
        String endpoint = arrays.reach(own.namespace(), own.subsystemRef()).endpoints().rest();
        CopyChain chain = record.chain();
        return new CopyChain(
                chain.name(),
                chain.sites().stream().map(site -> today(site, own, endpoint)).toList(),
                chain.legs(),
                chain.managementVolumes());
    }

    private static Site today(Site site, ChainSite own, String endpoint) {
        return site.array().equals(own.subsystemRef())
                ? new Site(site.name(), site.namespace(), site.array(), endpoint)
                : site;
    }
}
