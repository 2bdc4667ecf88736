package dev.trilith.cli.command;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads a size such as {@code 64Mi}, {@code 64MiB}, {@code 64M} or a number of bytes. A bare letter
 * counts in 1024, as with qemu-img and nbdkit. {@code 64MB} is refused: to some it is 64,000,000
 * bytes, to others 67,108,864, and a disk that is smaller than its image was meant to be is found
 * out late.
 */
final class SizeConverter implements ITypeConverter<Long> {
    private static final Pattern SIZE = Pattern.compile("([0-9]+)(?:([KMGT])(I?B?))?");
    private static final long KIB = 1024;

    @Override
    public Long convert(String value) {
        Matcher matcher = SIZE.matcher(value.toUpperCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new TypeConversionException(
                    "'" + value + "' is not a size: give bytes, or for example 64Mi or 1Gi");
        }
        String unit = matcher.group(2);
        if (unit != null && "B".equals(matcher.group(3))) {
            String binary = matcher.group(1) + unit + "i";
            throw new TypeConversionException(
                    "'"
                            + value
                            + "' may mean powers of 1000 or of 1024: give "
                            + binary
                            + ", or a number of bytes");
        }
        int power = unit == null ? 0 : "KMGT".indexOf(unit) + 1;
        BigDecimal bytes =
                new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(KIB).pow(power));
        try {
            return bytes.longValueExact();
        } catch (ArithmeticException e) {
            throw new TypeConversionException("'" + value + "' is larger than any volume");
        }
    }
}
