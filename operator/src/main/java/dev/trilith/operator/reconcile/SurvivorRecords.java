package dev.trilith.operator.reconcile;

import dev.trilith.core.array.ArrayFault;
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
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The newest record on a site's own management volumes: all that a recovery needs to begin. */
final class SurvivorRecords {
    private static final Logger LOG = LoggerFactory.getLogger(SurvivorRecords.class);

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
        return located(record.chain(), (about, site) -> arrays.locate(about, site, seen), asker);
    }

    /**
     * The same of a chain that is known. An array that cannot be located today is where it was, and
     * holds up no other's: one owner's consent or Secret says nothing of where another array is.
     */
    KnownChain today(Asker asker, CopyChain chain, Collection<SeenNamespace> seen) {
        return located(chain, (about, site) -> whereItIs(about, site, seen), asker);
    }

    private Located whereItIs(Asker about, Site site, Collection<SeenNamespace> seen) {
        try {
            return arrays.locate(about, site, seen);
        } catch (Obstacle | ArrayFault e) {
            LOG.debug("array {} is asked where it was before: {}", site.array(), e.getMessage());
            return new Located(site.endpoint(), null);
        }
    }

    private static KnownChain located(
            CopyChain chain, BiFunction<Asker, Site, Located> locate, Asker asker) {
        Asker about = asker.about(chain.groups());
        List<Site> sites = new ArrayList<>();
        Map<String, String> tokens = new HashMap<>();
        for (Site site : chain.sites()) {
            Located located = locate.apply(about, site);
            sites.add(new Site(site.name(), site.namespace(), site.array(), located.endpoint()));
            if (located.token() != null) {
                tokens.put(site.array(), located.token());
            }
        }
        return new KnownChain(
                new CopyChain(chain.name(), sites, chain.legs(), chain.managementVolumes()),
                tokens,
                true);
    }
}
