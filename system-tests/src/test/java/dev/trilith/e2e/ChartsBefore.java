package dev.trilith.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;

/** Charts that are really older than these, packaged: what is upgraded from and rolled back to. */
final class ChartsBefore {
    /** Their version. */
    static final String VERSION = "0.0.9";

    private ChartsBefore() {}

    /** The package of one chart, as {@code helm} takes it. */
    static String of(String chart) {
        Path packaged =
                Cluster.root()
                        .resolve("system-tests/src/test/resources/charts-before")
                        .resolve(chart + "-" + VERSION + ".tgz")
                        .toAbsolutePath();
        assertThat(Files.exists(packaged)).as(packaged.toString()).isTrue();
        return packaged.toString();
    }
}
