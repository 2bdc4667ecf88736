package dev.trilith.emulator.engine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A block-storage array: its volumes, pairs, guards and fences. What each order does is fixed in
 * {@code docs/concepts/array-semantics.md}. Safe for use by many threads. Every method may throw
 * {@link EngineFault}, and then nothing has changed.
 *
 * <p><b>Lock order</b>, outermost first; a thread takes locks only downwards:
 *
 * <ol>
 *   <li><i>orders</i>: one for the array. Held through a whole order, a flip from COPY to PAIR, a
 *       freeze's expiry, a seal, and what the other array asks of this one as a target.
 *   <li><i>write gate</i>: one for all volumes on one side of a leg. A host write or a replicated
 *       write holds that of the volume it comes to, shared, until it may be acknowledged. A cut
 *       holds exclusively those from which a write could reach its volumes (over internal pairs
 *       that are not split), so that at the cut nothing is in flight; several only under
 *       <i>orders</i>.
 *   <li><i>range locks</i>: striped, one set for each volume, taken in ascending stripe order, a
 *       primary's before its internal secondary's. Within it a write is sent to the remote side,
 *       written to the primary and to its internal secondary, so that overlapping writes have one
 *       order everywhere. The wait for the remote side's answer happens outside.
 *   <li><i>link send lock</i>: one for each connection, for one frame.
 *   <li><i>tables</i>: one for the array: states, labels, fences and their journal.
 *   <li><i>bitmap file</i>: one for each pair.
 * </ol>
 *
 * <p>A broken leg is declared under <i>tables</i> alone, because the writers that wait for its
 * answers hold the gate and the order that waits for the gate holds <i>orders</i>.
 */
public interface ArrayEngine extends AutoCloseable {
    /** The array's name, for example {@code 2a}. */
    String name();

    /** The names of the array's ports. */
    Set<String> ports();

    /** Everything the array shows, at one instant. */
    ArrayView view();

    /**
     * Waits until every pair of a group shows one of the statuses, or one of them broke (PSUE), or
     * the time is over.
     *
     * @param atMost from zero, which does not wait
     * @return the group's pairs then, ordered by name; empty, at once, if it has none
     */
    List<ArrayView.PairView> awaitPairs(String group, Set<PairStatus> statuses, Duration atMost);

    /**
     * Defines a volume, filled with zeros; changes nothing if it is defined the same way.
     *
     * @throws EngineFault INVALID_VALUE, CONFLICTING_DEFINITION, NO_SPACE, DISK_ERROR
     */
    void defineVolume(VolumeDefinition volume);

    /**
     * Registers a pair in SMPL; changes nothing but the peer's endpoint if it is registered the
     * same way.
     *
     * @param peerLinkEndpoint {@code host:port} of the other array's link; null for an internal
     *     pair
     * @throws EngineFault INVALID_VALUE, CONFLICTING_DEFINITION, NO_SUCH_VOLUME, NO_SPACE
     */
    void registerPair(PairDefinition pair, @Nullable String peerLinkEndpoint);

    /**
     * Carries out an order. Returns when it is accepted durably; its end is seen in the pairs'
     * states.
     */
    void order(Order order);

    /**
     * Raises a group's term and ends what the array receives for it under a lower one.
     *
     * @param term at least 1
     * @param owner who seals, 1 to 128 characters
     * @throws EngineFault OLD_TERM, INVALID_VALUE
     */
    void seal(String group, long term, String owner);

    /** Both slots of each management volume. */
    List<RecordSlot> readSlots();

    /**
     * Writes a record into the older slot of one management volume; durable on return.
     *
     * @param fence the leg is empty
     * @param after the highest sequence of the group that the writer knows this array to have
     *     obeyed, from 0 to the fence's own: with its own it asks for nothing
     * @param content 1 byte to 128 KiB of UTF-8
     * @throws EngineFault OLD_SEQUENCE if a sequence above {@code after}, other than the fence's
     *     own, was obeyed
     */
    void writeRecord(String port, String lu, Fence fence, long after, String content);

    /**
     * Writes the witness into the data region of a management volume that is nobody's secondary; it
     * travels down the chain like data, and is held by a freeze like any host write.
     *
     * @param fence the leg is empty
     * @param text at most 1024 bytes of UTF-8
     */
    void writeWitness(String port, String lu, Fence fence, String text);

    /** Every volume as hosts use it, ordered by address. */
    List<HostVolume> hostVolumes();

    /** One volume as hosts use it, or empty if there is none. */
    Optional<HostVolume> host(String port, String lu);

    /** Who but the owner may change what. */
    PeerGrants grants();

    /**
     * Tries now whether the link reaches another array, on a connection of its own that touches no
     * leg; answers within a second.
     *
     * @throws EngineFault NO_SUCH_PEER if no pair here names it
     */
    PeerReach reach(String peer);

    /** The switches for faults. */
    FaultInjection faults();

    /** {@code host:port} on which other arrays reach this one. */
    String linkEndpoint();

    /**
     * Stops: ends copies, closes connections, makes everything durable and unlocks the directory.
     * Host calls in flight end with a fault.
     */
    @Override
    void close();
}
