package dev.trilith.emulator.nbd;

/** What one client has agreed on so far. For the thread that does its handshake. */
final class Haggling {
    private boolean structured;
    private boolean secured;
    private MetaContexts contexts = MetaContexts.NONE;

    /** Whether answers of commands are structured. */
    boolean structured() {
        return structured;
    }

    void agreeStructured() {
        structured = true;
    }

    /** What BLOCK_STATUS shall tell, for which export. */
    MetaContexts contexts() {
        return contexts;
    }

    void select(MetaContexts selection) {
        contexts = selection;
    }

    /** Whether the connection is inside TLS. */
    boolean secured() {
        return secured;
    }

    /** Inside TLS everything begins anew: what was said before may have been said by another. */
    void beginSecured() {
        secured = true;
        structured = false;
        contexts = MetaContexts.NONE;
    }
}
