package dev.trilith.cli.command;

import java.util.Arrays;
import java.util.function.BiPredicate;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads one of a few words; any other is refused with a sentence that names them. */
abstract class ChoiceConverter<E extends Enum<E>> implements ITypeConverter<E> {
    private final Class<E> choices;
    private final BiPredicate<E, String> means;
    private final String refusal;

    /**
     * @param choices all that there are
     * @param means whether a word stands for one of them
     * @param refusal what is said after a word that stands for none
     */
    ChoiceConverter(Class<E> choices, BiPredicate<E, String> means, String refusal) {
        this.choices = choices;
        this.means = means;
        this.refusal = refusal;
    }

    @Override
    public final E convert(String value) {
        return Arrays.stream(choices.getEnumConstants())
                .filter(choice -> means.test(choice, value))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + value + "' " + refusal));
    }
}
