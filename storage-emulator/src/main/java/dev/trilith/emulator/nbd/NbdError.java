package dev.trilith.emulator.nbd;

import dev.trilith.emulator.engine.EngineFault;

/** The errors of a command, with their numbers on the wire. */
enum NbdError {
    /** The volume or region is read only now. */
    EPERM(1),
    /** The disk failed. */
    EIO(5),
    /** The request makes no sense. */
    EINVAL(22),
    /** Past the end, or the array's disk is full. */
    ENOSPC(28),
    /** Zeroing would be no faster than writing. */
    ENOTSUP(95);

    private final int number;

    NbdError(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static NbdError of(EngineFault fault) {
        return switch (fault.code()) {
            case READ_ONLY -> EPERM;
            case NO_SPACE -> ENOSPC;
            default -> EIO;
        };
    }
}
