package dev.trilith.emulator.nbd;

import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.HostVolume;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Carries operations out on a volume and answers for them. Safe for use by many threads. */
final class Answers {
    private static final System.Logger LOG = System.getLogger(Answers.class.getName());

    private final HostVolume volume;
    private final ReplyWriter replies;

    Answers(HostVolume volume, ReplyWriter replies) {
        this.volume = volume;
        this.replies = replies;
    }

    HostVolume volume() {
        return volume;
    }

    ReplyWriter replies() {
        return replies;
    }

    /** Why hosts may not write now; null if they may. */
    @Nullable NbdError unwritable() {
        if (volume.failed()) {
            return NbdError.EIO;
        }
        return volume.writable() ? null : NbdError.EPERM;
    }

    /** What remains of a command that is refused. */
    Commands.Work refuse(Request request, NbdError error) {
        return Commands.quick(() -> replies.error(request, error));
    }

    /** Carries the operation out and answers. */
    void carryOut(Request request, Runnable operation) throws IOException {
        answer(request, attempt(operation));
    }

    void answer(Request request, @Nullable NbdError error) throws IOException {
        if (error == null) {
            replies.done(request);
        } else {
            replies.error(request, error);
        }
    }

    /** The error that the operation ended with; null if it went well. */
    @Nullable NbdError attempt(Runnable operation) {
        try {
            operation.run();
            return null;
        } catch (EngineFault fault) {
            return failed(fault);
        } catch (CancellationException unwanted) {
            // Nobody is there to be told.
            LOG.log(System.Logger.Level.DEBUG, "{0}: {1}", volume.lu(), unwanted.getMessage());
            return NbdError.EIO;
        } catch (RuntimeException bug) {
            // The client learns of it, the other commands go on.
            LOG.log(System.Logger.Level.ERROR, "a command on " + volume.lu() + " failed", bug);
            return NbdError.EIO;
        }
    }

    NbdError failed(EngineFault fault) {
        NbdError error = NbdError.of(fault);
        if (error == NbdError.EIO) {
            LOG.log(System.Logger.Level.WARNING, "{0}: {1}", volume.lu(), fault.getMessage());
        }
        return error;
    }
}
