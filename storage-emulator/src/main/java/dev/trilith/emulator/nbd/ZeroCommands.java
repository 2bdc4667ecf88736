package dev.trilith.emulator.nbd;

import dev.trilith.emulator.engine.HostVolume;

/** TRIM and WRITE_ZEROES: long ranges without a payload. */
final class ZeroCommands {
    private final Answers answers;
    private final HostVolume volume;

    ZeroCommands(Answers answers) {
        this.answers = answers;
        this.volume = answers.volume();
    }

    Commands.Work trim(Request request) {
        if (request.hasFlagsBut(0)) {
            return answers.refuse(request, NbdError.EINVAL);
        }
        if (!volume.writable()) {
            return answers.refuse(request, NbdError.EPERM);
        }
        if (request.leaves(volume.sizeBytes())) {
            return answers.refuse(request, NbdError.EINVAL);
        }
        return () ->
                answers.carryOut(
                        request,
                        () -> volume.trim(request.offset(), request.length(), request.fua()));
    }

    Commands.Work writeZeroes(Request request) {
        if (request.hasFlagsBut(Protocol.CMD_FLAG_NO_HOLE | Protocol.CMD_FLAG_FAST_ZERO)) {
            return answers.refuse(request, NbdError.EINVAL);
        }
        if (!volume.writable()) {
            return answers.refuse(request, NbdError.EPERM);
        }
        if (request.leaves(volume.sizeBytes())) {
            return answers.refuse(request, NbdError.ENOSPC);
        }
        boolean holes = !request.has(Protocol.CMD_FLAG_NO_HOLE);
        // Room is kept only by writing, which no client needs a server for.
        if (request.has(Protocol.CMD_FLAG_FAST_ZERO) && !(holes && volume.zeroesFast())) {
            return answers.refuse(request, NbdError.ENOTSUP);
        }
        return () ->
                answers.carryOut(
                        request,
                        () ->
                                volume.zero(
                                        request.offset(), request.length(), holes, request.fua()));
    }
}
