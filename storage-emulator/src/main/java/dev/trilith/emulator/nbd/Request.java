package dev.trilith.emulator.nbd;

/**
 * The head of a command.
 *
 * @param flags command flags
 * @param type READ, WRITE, ...
 * @param cookie the client's mark, given back in the reply
 * @param offset first byte; unsigned on the wire, so negative means far past any end
 * @param length bytes concerned; unsigned on the wire, so 0 to 2^32-1
 */
record Request(int flags, int type, long cookie, long offset, long length) {
    boolean fua() {
        return (flags & Protocol.CMD_FLAG_FUA) != 0;
    }

    /** Whether a part of the range lies outside {@code sizeBytes}; knows no overflow. */
    boolean leaves(long sizeBytes) {
        return offset < 0 || offset > sizeBytes || length > sizeBytes - offset;
    }
}
