package dev.trilith.cli.command;

import dev.trilith.cli.host.HostVolume;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a volume such as {@code 211a=nbd://127.0.0.1:10809/LU0}. */
final class HostVolumeConverter implements ITypeConverter<HostVolume> {
    @Override
    public HostVolume convert(String value) {
        try {
            return HostVolume.parse(value);
        } catch (IllegalArgumentException e) {
            throw (TypeConversionException)
                    new TypeConversionException(e.getMessage()).initCause(e);
        }
    }
}
