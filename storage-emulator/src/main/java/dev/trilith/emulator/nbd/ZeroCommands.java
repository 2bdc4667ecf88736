package dev.trilith.emulator.nbd;

import dev.trilith.emulator.engine.HostVolume;
import org.jspecify.annotations.Nullable;

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
        NbdError unwritable = answers.unwritable();
        if (unwritable != null) {
            return answers.refuse(request, unwritable);
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
        NbdError unwritable = answers.unwritable();
        if (unwritable != null) {
            return answers.refuse(request, unwritable);
        }
        if (request.leaves(volume.sizeBytes())) {
            return answers.refuse(request, NbdError.ENOSPC);
        }
        return () -> answers.answer(request, zero(request));
    }

    private @Nullable NbdError zero(Request request) {
        boolean holes = !request.has(Protocol.CMD_FLAG_NO_HOLE);
        boolean fast = request.has(Protocol.CMD_FLAG_FAST_ZERO);
        boolean[] slow = new boolean[1];
        NbdError failed =
                answers.attempt(() -> {
                    // Room is kept only by writing, which no client needs a server for.
                    slow[0] = fast && !(holes && volume.zeroesFast());
                    if (!slow[0]) {
                        volume.zero(request.offset(), request.length(), holes, request.fua());
                    }
                });
        return slow[0] ? NbdError.ENOTSUP : failed;
    }
}
