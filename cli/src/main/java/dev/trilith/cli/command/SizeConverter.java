package dev.trilith.cli.command;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a size such as {@code 64Mi}, {@code 64M}, {@code 1G} or a number of bytes. */
final class SizeConverter implements ITypeConverter<Long> {
    private static final Pattern SIZE = Pattern.compile("([0-9]+)([KMGT]?)(I?B?)");
    private static final long KIB = 1024;

    @Override
    public Long convert(String value) {
        Matcher matcher = SIZE.matcher(value.toUpperCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new TypeConversionException(
                    "'" + value + "' is not a size: give bytes, or for example 64Mi or 1Gi");
        }
        int power = matcher.group(2).isEmpty() ? 0 : "KMGT".indexOf(matcher.group(2)) + 1;
        BigDecimal bytes =
                new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(KIB).pow(power));
        try {
            return bytes.longValueExact();
        } catch (ArithmeticException e) {
            throw new TypeConversionException("'" + value + "' is larger than any volume");
        }
    }
}
