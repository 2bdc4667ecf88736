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
                    "Size of every volume, a multiple of 4096 bytes, at least 1Mi (default:"
                            + " ${DEFAULT-VALUE}).")
    private long size;

    @Option(
            names = "--freeze",
            paramLabel = "MODE",
            defaultValue = "hold",
            description =
                    "What host writes do during the freeze: hold or go (default:"
                            + " ${DEFAULT-VALUE}).")
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
}
