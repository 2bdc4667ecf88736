package dev.trilith.emulator.rest;

import dev.trilith.contract.AddressDocument;
import dev.trilith.contract.FenceRequest;
import dev.trilith.emulator.engine.Fence;
import dev.trilith.emulator.engine.VolumeAddress;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the fields of messages, in which anything may be missing. */
final class Fields {
    private Fields() {}

    /** The message itself; a request without one is refused. */
    static <T> T body(@Nullable T message) {
        if (message == null) {
            throw new BadInput("the request has no body: send a JSON object");
        }
        return message;
    }

    /** A field that must be there. */
    static <T> T required(String name, @Nullable T value) {
        if (value == null) {
            throw new BadInput("field '" + name + "' is missing");
        }
        return value;
    }

    /** A field that has no meaning here, so that a mistake does not pass in silence. */
    static void absent(String name, @Nullable Object value, String where) {
        if (value != null) {
            throw new BadInput("field '" + name + "' has no meaning for " + where);
        }
    }

    /** One of the words of an enumeration. */
    static <E extends Enum<E>> E word(String name, @Nullable String value, Class<E> words) {
        String given = required(name, value);
        for (E word : words.getEnumConstants()) {
            if (word.name().equals(given)) {
                return word;
            }
        }
        throw new BadInput(
                "field '"
                        + name
                        + "' is none of "
                        + Arrays.stream(words.getEnumConstants())
                                .map(Enum::name)
                                .collect(Collectors.joining(", ")));
    }

    static VolumeAddress address(String name, @Nullable AddressDocument given) {
        AddressDocument address = required(name, given);
        return new VolumeAddress(
                required(name + ".array", address.array()),
                required(name + ".port", address.port()),
                required(name + ".lu", address.lu()));
    }

    static Fence fence(@Nullable FenceRequest given) {
        FenceRequest fence = required("fence", given);
        return new Fence(
                required("fence.group", fence.group()),
                required("fence.leg", fence.leg()),
                fence.term(),
                fence.sequence(),
                required("fence.commandId", fence.commandId()));
    }
}
