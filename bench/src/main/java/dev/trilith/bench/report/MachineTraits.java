package dev.trilith.bench.report;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Where and when the figures were measured.
 *
 * @param lines one trait each
 */
public record MachineTraits(List<String> lines) {
    public MachineTraits {
        lines = List.copyOf(lines);
    }

    /** The traits of this machine. */
    public static MachineTraits here(double loadBefore, double loadAfter) throws IOException {
        return new MachineTraits(
                List.of(
                        "processors: "
                                + Runtime.getRuntime().availableProcessors()
                                + ", "
                                + field(Path.of("/proc/cpuinfo"), "model name"),
                        "memory: " + field(Path.of("/proc/meminfo"), "MemTotal"),
                        "kernel: "
                                + System.getProperty("os.name")
                                + " "
                                + System.getProperty("os.version"),
                        "Java: " + Runtime.version(),
                        String.format(
                                Locale.ROOT,
                                "load average before and after the run: %.1f, %.1f",
                                loadBefore,
                                loadAfter)));
    }

    /** The load of the last minute. */
    public static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private static String field(Path file, String name) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }
}
