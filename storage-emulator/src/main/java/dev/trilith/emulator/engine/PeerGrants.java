package dev.trilith.emulator.engine;

import java.util.List;

/** The grants of the array's owner, kept durably. Safe for use by many threads. */
public interface PeerGrants {
    /** All grants, ordered by peer; takes no lock and no disk. */
    List<PeerGrant> all();

    /**
     * Makes this the peer's only grant; durable on return.
     *
     * @throws EngineFault INVALID_VALUE, CONFLICTING_DEFINITION if the token is another peer's,
     *     NO_SPACE, DISK_ERROR
     */
    void put(PeerGrant grant);

    /**
     * Takes a peer's grant away; durable on return. Changes nothing if it has none.
     *
     * @throws EngineFault NO_SPACE, DISK_ERROR
     */
    void remove(String peer);
}
