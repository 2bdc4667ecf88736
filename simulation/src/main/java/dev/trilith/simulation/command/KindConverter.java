package dev.trilith.simulation.command;

import dev.trilith.simulation.enumeration.Enumeration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads what is to be enumerated. */
final class KindConverter implements ITypeConverter<Enumeration.Kind> {
    KindConverter() {}

    @Override
    public Enumeration.Kind convert(String word) {
        try {
            return Enumeration.Kind.named(word);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
