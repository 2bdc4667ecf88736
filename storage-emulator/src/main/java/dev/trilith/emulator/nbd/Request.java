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
        return has(Protocol.CMD_FLAG_FUA);
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** Whether there is a flag that is neither FUA, which every command may have, nor allowed. */
    boolean hasFlagsBut(int allowed) {
        return (flags & ~(Protocol.CMD_FLAG_FUA | allowed)) != 0;
    }

    /** Whether a part of the range lies outside {@code sizeBytes}; knows no overflow. */
    boolean leaves(long sizeBytes) {
        return offset < 0 || offset > sizeBytes || length > sizeBytes - offset;
    }
}
