package dev.trilith.emulator.nbd;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads names that clients send. */
final class ExportNames {
    private ExportNames() {}

    /** The name, or nothing if it is too long, holds a NUL or is no UTF-8. */
    static Optional<String> parse(ByteBuffer bytes) {
        if (bytes.remaining() > Protocol.MAX_STRING) {
            return Optional.empty();
        }
        try {
            String name = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
            return name.indexOf('\0') < 0 ? Optional.of(name) : Optional.empty();
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }
}
