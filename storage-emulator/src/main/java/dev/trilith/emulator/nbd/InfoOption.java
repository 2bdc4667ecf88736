package dev.trilith.emulator.nbd;

import dev.trilith.emulator.engine.HostVolume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** INFO describes a volume; GO describes it and goes on to commands. */
final class InfoOption implements OptionHandler {
    private static final int SHORTEST = Integer.BYTES + Short.BYTES;

    private final Exports exports;
    private final boolean go;

    InfoOption(Exports exports, boolean go) {
        this.exports = exports;
        this.go = go;
    }

    private record Question(String name, Set<Integer> kinds) {}

    @Override
    public OptionStep handle(byte[] data, Haggling haggling, OptionReplies replies)
            throws IOException {
        Question question = parse(data);
        if (question == null) {
            replies.error(
                    Protocol.REP_ERR_INVALID,
                    "the option's lengths contradict each other, or the name is longer than "
                            + Protocol.MAX_STRING
                            + " bytes, holds a NUL or is no UTF-8");
            return OptionStep.HAGGLE;
        }
        Optional<HostVolume> found = exports.find(question.name());
        if (found.isEmpty()) {
            replies.error(Protocol.REP_ERR_UNKNOWN, unknown(question.name()));
            return OptionStep.HAGGLE;
        }
        int flags = Export.flags(found.get(), haggling.structured());
        return go
                ? enter(found.get(), flags, question, replies)
                : describe(found.get(), flags, question, replies);
    }

    private OptionStep enter(HostVolume volume, int flags, Question question, OptionReplies replies)
            throws IOException {
        Optional<Export> place = exports.enter(volume);
        if (place.isEmpty()) {
            replies.error(
                    Protocol.REP_ERR_POLICY,
                    volume.lu()
                            + ", or this array, has as many clients as it may have; end one of"
                            + " them");
            return OptionStep.HAGGLE;
        }
        OptionStep.Enter enter = new OptionStep.Enter(place.get());
        boolean answered = false;
        try {
            describe(volume, flags, question, replies);
            answered = true;
        } finally {
            if (!answered) {
                enter.export().close();
            }
        }
        return enter;
    }

    private static OptionStep describe(
            HostVolume volume, int flags, Question question, OptionReplies replies)
            throws IOException {
        replies.infoExport(volume.sizeBytes(), flags);
        if (question.kinds().contains(Protocol.INFO_NAME)) {
            replies.infoText(Protocol.INFO_NAME, volume.lu());
        }
        if (question.kinds().contains(Protocol.INFO_DESCRIPTION)) {
            replies.infoText(
                    Protocol.INFO_DESCRIPTION,
                    "volume " + volume.lu() + " of port " + volume.port());
        }
        if (question.kinds().contains(Protocol.INFO_BLOCK_SIZE)) {
            replies.infoBlockSize();
        }
        replies.ack();
        return OptionStep.HAGGLE;
    }

    private String unknown(String name) {
        return name.isEmpty()
                ? "this port has " + exports.all().size() + " exports: name one (LIST shows them)"
                : "no such export on this port; LIST shows what there is";
    }

    /** The question, or null if its lengths do not add up or the name is none. */
    private static @Nullable Question parse(byte[] data) {
        if (data.length < SHORTEST) {
            return null;
        }
        ByteBuffer in = ByteBuffer.wrap(data);
        int nameBytes = in.getInt();
        if (nameBytes < 0 || nameBytes > data.length - SHORTEST) {
            return null;
        }
        Optional<String> name = ExportNames.parse(in.slice(in.position(), nameBytes));
        in.position(in.position() + nameBytes);
        int count = Short.toUnsignedInt(in.getShort());
        if (name.isEmpty() || in.remaining() != count * Short.BYTES) {
            return null;
        }
        Set<Integer> kinds = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            kinds.add(Short.toUnsignedInt(in.getShort()));
        }
        return new Question(name.get(), kinds);
    }
}
