package dev.trilith.cli.lab;

import dev.trilith.cli.fault.CliFailure;
import dev.trilith.contract.ArrayDocument;
import dev.trilith.contract.SlotDocument;
import dev.trilith.operator.api.v1alpha1.ChainSite;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The sites of a lab as a rehearsal uses them, wherever they run. Safe for use by many threads;
 * ends with {@link #close}.
 */
public interface LabSites extends AutoCloseable {
    /** What the volumes are like. */
    LabForm form();

    /** The sites in the order in which data flows: production first, the one that recovers last. */
    List<ChainSite> chain();

    /**
     * Whether the sites run inside this process: new, empty, and with every step of the cycle told
     * as it is taken. Else they were there before, and steps show in the records only.
     */
    boolean embedded();

    /** The API in which a site's resources are. */
    KubernetesClient client(ChainSite site);

    /** What is still missing before hosts can be served, in words; empty if nothing is. */
    Optional<String> missing();

    /** Where volumes and arrays are reached from this process now. */
    LabEndpoints endpoints();

    /** Says to other commands where everything is reached. */
    void publish(LabEndpoints endpoints) throws IOException;

    /**
     * Everything that a site's array shows.
     *
     * @throws CliFailure if it does not answer
     */
    ArrayDocument show(ChainSite site);

    /**
     * Both slots of each management volume of a site's array.
     *
     * @throws CliFailure if it does not answer
     */
    List<SlotDocument> slots(ChainSite site);

    /**
     * Has a site lost, with all that is in it.
     *
     * @return when the loss began at the earliest, as of nanoTime
     */
    long destroy(ChainSite site);

    @Override
    void close();
}
