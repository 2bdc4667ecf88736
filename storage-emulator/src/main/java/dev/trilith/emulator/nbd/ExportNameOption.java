package dev.trilith.emulator.nbd;

import dev.trilith.emulator.engine.HostVolume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The old way in: a name and no way to say no but to end the connection. */
final class ExportNameOption implements OptionHandler {
    private final Exports exports;

    ExportNameOption(Exports exports) {
        this.exports = exports;
    }

    @Override
    public OptionStep handle(byte[] data, Haggling haggling, OptionReplies replies)
            throws IOException {
        Optional<HostVolume> found =
                ExportNames.parse(ByteBuffer.wrap(data)).flatMap(exports::find);
        if (found.isEmpty()) {
            return OptionStep.LEAVE;
        }
        HostVolume volume = found.get();
        Optional<Export> place = exports.enter(volume);
        if (place.isEmpty()) {
            return OptionStep.LEAVE;
        }
        OptionStep.Enter enter = new OptionStep.Enter(place.get());
        boolean answered = false;
        try {
            replies.exportName(volume.sizeBytes(), Export.flags(volume, haggling.structured()));
            answered = true;
        } finally {
            if (!answered) {
                enter.export().close();
            }
        }
        return enter;
    }
}
