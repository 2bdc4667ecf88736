package dev.trilith.cli.command;

import dev.trilith.cli.lab.LabOptions;
import dev.trilith.operator.api.v1alpha1.FreezeSpec;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that every lab takes. */
final class LabShape {
    @Option(
            names = "--volumes",
            paramLabel = "N",
            defaultValue = "2",
            description = "Number of data chains, 1 to 64 (default: ${DEFAULT-VALUE}).")
    private int volumes;

    @Option(
            names = "--size",
            paramLabel = "SIZE",
            defaultValue = "32Mi",
            converter = SizeConverter.class,
            description =
                    "Size of every volume in bytes, or with Ki, Mi, Gi or Ti (powers of 1024; K,"
                            + " KiB and so on are the same, KB is refused): a multiple of 4096"
                            + " bytes, 1Mi to 512Gi (default: ${DEFAULT-VALUE}).")
    private long size;

    @Option(
            names = "--freeze",
            paramLabel = "MODE",
            defaultValue = "hold",
            converter = FreezeConverter.class,
            description =
                    "What host writes do while a cut is made: hold (they wait some milliseconds, and"
                            + " none is lost) or go (they go on, and a disaster just then loses"
                            + " them) (default: ${DEFAULT-VALUE}).")
    private FreezeSpec.Mode freeze = FreezeSpec.Mode.HOLD;

    @Option(names = "--keep", description = "Leave the folder as it is when the lab ends.")
    private boolean keep;

    /** The lab's options; a value out of its range is a usage error of {@code command}. */
    LabOptions options(CommandLine command, Path folder, Duration interval) {
        try {
            return new LabOptions(folder, volumes, size, interval, freeze, keep);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command, String.valueOf(e.getMessage()), e);
        }
    }

    /** Reads what host writes do during the freeze. */
    static final class FreezeConverter extends ChoiceConverter<FreezeSpec.Mode> {
        FreezeConverter() {
            super(
                    FreezeSpec.Mode.class,
                    (mode, word) -> mode.name().equalsIgnoreCase(word),
                    "is nothing that host writes can do during the freeze: give hold (they wait) or go"
                            + " (they go on)");
        }
    }
}
