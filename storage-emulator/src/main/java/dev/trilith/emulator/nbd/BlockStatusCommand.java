package dev.trilith.emulator.nbd;

import dev.trilith.emulator.engine.Extent;
import dev.trilith.emulator.engine.HostVolume;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** BLOCK_STATUS. */
final class BlockStatusCommand {
    /** Extents in one answer; the client asks on. Far below the protocol's limit of 2^20. */
    static final int MOST = 512;

    private static final int EXTENT_BYTES = 8;

    private final Answers answers;
    private final HostVolume volume;
    private final List<MetaContext> contexts;

    BlockStatusCommand(Answers answers, List<MetaContext> contexts) {
        this.answers = answers;
        this.volume = answers.volume();
        this.contexts = List.copyOf(contexts);
    }

    Commands.Work take(Request request) {
        if (contexts.isEmpty()
                || request.hasFlagsBut(Protocol.CMD_FLAG_REQ_ONE)
                || request.length() == 0
                || request.leaves(volume.sizeBytes())) {
            return answers.refuse(request, NbdError.EINVAL);
        }
        int most = request.has(Protocol.CMD_FLAG_REQ_ONE) ? 1 : MOST;
        return () -> {
            List<ByteBuffer> told = new ArrayList<>();
            NbdError error = answers.attempt(() -> tell(request, most, told));
            if (error == null) {
                answers.replies().blockStatus(request, told);
            } else {
                answers.replies().error(request, error);
            }
        };
    }

    private void tell(Request request, int most, List<ByteBuffer> told) {
        for (MetaContext context : contexts) {
            told.add(
                    encode(
                            context,
                            context.extents(volume, request.offset(), request.length(), most)));
        }
    }

    /** Extents of the same status that follow each other are one. */
    private static ByteBuffer encode(MetaContext context, List<Extent> extents) {
        ByteBuffer out = ByteBuffer.allocate(extents.size() * EXTENT_BYTES);
        @Nullable Extent run = null;
        for (Extent extent : extents) {
            if (run != null && run.marked() == extent.marked()) {
                run = new Extent(run.lengthBytes() + extent.lengthBytes(), run.marked());
            } else {
                put(out, context, run);
                run = extent;
            }
        }
        put(out, context, run);
        return out.flip();
    }

    private static void put(ByteBuffer out, MetaContext context, @Nullable Extent run) {
        if (run != null) {
            out.putInt((int) run.lengthBytes()).putInt(context.status(run));
        }
    }
}
