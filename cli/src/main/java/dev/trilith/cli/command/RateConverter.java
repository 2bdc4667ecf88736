package dev.trilith.cli.command;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a rate such as {@code 100/s}. */
final class RateConverter implements ITypeConverter<Integer> {
    private static final Pattern RATE = Pattern.compile("([0-9]{1,9})/s");

    @Override
    public Integer convert(String value) {
        Matcher matcher = RATE.matcher(value);
        if (!matcher.matches()) {
            throw new TypeConversionException(
                    "'" + value + "' is not a rate: give for example 100/s");
        }
        return Integer.valueOf(matcher.group(1));
    }
}
