package dev.trilith.emulator.nbd;

import dev.trilith.emulator.engine.HostVolume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** LIST tells what BLOCK_STATUS can say of a volume; SET selects from it. */
final class MetaContextOption implements OptionHandler {
    private static final int SHORTEST = 2 * Integer.BYTES;

    private final Exports exports;
    private final boolean set;

    MetaContextOption(Exports exports, boolean set) {
        this.exports = exports;
        this.set = set;
    }

    private record Question(String name, List<String> queries) {}

    @Override
    public OptionStep handle(byte[] data, Haggling haggling, OptionReplies replies)
            throws IOException {
        if (set) {
            // Whatever becomes of this one, an earlier selection is over.
            haggling.select(MetaContexts.NONE);
        }
        Question question = parse(data);
        if (question == null) {
            replies.error(
                    Protocol.REP_ERR_INVALID,
                    "the option's lengths contradict each other, or a name is longer than "
                            + Protocol.MAX_STRING
                            + " bytes, holds a NUL or is no UTF-8");
            return OptionStep.HAGGLE;
        }
        if (!haggling.structured()) {
            replies.error(
                    Protocol.REP_ERR_INVALID, "meta contexts need STRUCTURED_REPLY before them");
            return OptionStep.HAGGLE;
        }
        Optional<HostVolume> volume = exports.find(question.name());
        if (volume.isEmpty()) {
            replies.error(
                    Protocol.REP_ERR_UNKNOWN,
                    "no such export on this port; LIST shows what there is");
            return OptionStep.HAGGLE;
        }
        List<MetaContext> chosen = choose(volume.get(), question.queries());
        if (set) {
            haggling.select(new MetaContexts(volume.get().lu(), chosen));
        }
        int number = 0;
        for (MetaContext context : chosen) {
            number++;
            replies.metaContext(set ? number : 0, context.name());
        }
        replies.ack();
        return OptionStep.HAGGLE;
    }

    private List<MetaContext> choose(HostVolume volume, List<String> queries) {
        List<MetaContext> chosen = new ArrayList<>();
        for (MetaContext context : MetaContext.of(volume)) {
            boolean asked =
                    set
                            ? queries.stream().anyMatch(context::selectedBy)
                            : queries.isEmpty() || queries.stream().anyMatch(context::listedBy);
            if (asked) {
                chosen.add(context);
            }
        }
        return chosen;
    }

    /** The question, or null if its lengths do not add up or a name is none. */
    private static @Nullable Question parse(byte[] data) {
        if (data.length < SHORTEST) {
            return null;
        }
        ByteBuffer in = ByteBuffer.wrap(data);
        Optional<String> name = string(in);
        if (name.isEmpty() || in.remaining() < Integer.BYTES) {
            return null;
        }
        long count = Integer.toUnsignedLong(in.getInt());
        List<String> queries = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            Optional<String> query = string(in);
            if (query.isEmpty()) {
                return null;
            }
            queries.add(query.get());
        }
        return in.hasRemaining() ? null : new Question(name.get(), queries);
    }

    private static Optional<String> string(ByteBuffer in) {
        if (in.remaining() < Integer.BYTES) {
            return Optional.empty();
        }
        int bytes = in.getInt();
        if (bytes < 0 || bytes > in.remaining()) {
            return Optional.empty();
        }
        Optional<String> text = ExportNames.parse(in.slice(in.position(), bytes));
        in.position(in.position() + bytes);
        return text;
    }
}
