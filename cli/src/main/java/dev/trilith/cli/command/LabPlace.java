package dev.trilith.cli.command;

import dev.trilith.cli.cluster.ClusterAccess;
import dev.trilith.cli.cluster.ClusterLab;
import dev.trilith.cli.cluster.LossMode;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of a rehearsal on a lab in a cluster. */
final class LabPlace {
    private static final Pattern CYCLE = Pattern.compile("[^/]+/[^/]+");

    /** What shapes a lab that is made; one that was installed has its shape. */
    private static final List<String> OF_EMBEDDED =
            List.of("--dir", "--volumes", "--size", "--freeze", "--keep");

    private static final List<String> OF_CLUSTER =
            List.of("--context", "--kubeconfig", "--cycle", "--disaster");

    @Option(
            names = "--cluster",
            description = {
                "Use the lab that Helm installed in a cluster. All but the last mebibyte of its data",
                "volumes is written over."
            })
    private boolean cluster;

    @Mixin private ClusterOptions clusters = new ClusterOptions();

    @Option(
            names = "--cycle",
            paramLabel = "NAMESPACE/NAME",
            description = "With --cluster: the DRCycle, if there is more than one.")
    private @Nullable String cycle;

    @Option(
            names = "--disaster",
            paramLabel = "HOW",
            defaultValue = "namespace",
            converter = LossConverter.class,
            description =
                    "With --cluster: namespace deletes the lost sites' namespaces; external waits"
                            + " until somebody else has destroyed them (default: ${DEFAULT-VALUE}).")
    private LossMode disaster = LossMode.NAMESPACE;

    /** Whether the lab is in a cluster; options that do not go with that are usage errors. */
    boolean inCluster(CommandLine command) {
        for (String option : cluster ? OF_EMBEDDED : OF_CLUSTER) {
            if (command.getParseResult().hasMatchedOption(option)) {
                throw new ParameterException(
                        command,
                        option
                                + (cluster
                                        ? " is for a lab that is made here: with --cluster the chart's"
                                                + " values say it"
                                        : " needs --cluster"));
            }
        }
        if (cycle != null && !CYCLE.matcher(cycle).matches()) {
            throw new ParameterException(command, "'" + cycle + "' is not NAMESPACE/NAME");
        }
        return cluster;
    }

    /** The clients; the caller closes them. */
    ClusterAccess open() {
        return clusters.open();
    }

    /** The lab in those clusters. */
    ClusterLab find(ClusterAccess access) {
        return ClusterLab.find(access, cycle, disaster);
    }

    /** Reads how a site is lost. */
    static final class LossConverter extends ChoiceConverter<LossMode> {
        LossConverter() {
            super(
                    LossMode.class,
                    (mode, word) -> mode.name().equalsIgnoreCase(word),
                    "is no way to lose a site: give namespace or external");
        }
    }
}
