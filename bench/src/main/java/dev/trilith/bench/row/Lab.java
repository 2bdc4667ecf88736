package dev.trilith.bench.row;

import dev.trilith.bench.Settings;
import dev.trilith.bench.report.Figures;
import dev.trilith.bench.tool.Data;
import dev.trilith.bench.tool.Tool;
import dev.trilith.bench.tool.TrilithArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where a family of rows is measured.
 *
 * @param settings what the run is asked for
 * @param folder the family's own, deleted afterwards
 * @param wanted the rows asked for; a family may leave others out
 */
public record Lab(Settings settings, Path folder, Set<String> wanted) {
    /** Measures one figure once. */
    @FunctionalInterface
    public interface Trial {
        double measure() throws IOException, InterruptedException;
    }

    public Lab {
        wanted = Set.copyOf(wanted);
    }

    /** The size of a volume. */
    public long size() {
        return settings.sizeBytes();
    }

    /** A file of the family's own. */
    public Path file(String name) {
        return folder.resolve(name);
    }

    /** The bytes that volumes are filled with, written once. */
    public Path source() throws IOException {
        return Data.random(file("source"), size(), 1);
    }

    /** A volume's file for a peer, filled with the source. */
    public Path copyOf(Path source, String name) throws IOException {
        return Data.copy(source, file(name));
    }

    /** An array of the family's own. */
    public TrilithArray array(String name) throws IOException {
        return TrilithArray.start(settings, folder, name);
    }

    /** Starts an array for which a flush is over at once. */
    public TrilithArray unflushed(String name) throws IOException {
        return TrilithArray.unflushed(settings, folder, name);
    }

    /** Defines a volume of an array and fills it with the source, durably. */
    public String volume(TrilithArray array, String lu, Path source)
            throws IOException, InterruptedException {
        array.define(lu, size());
        String unused = Tool.run("nbdcopy", "--flush", source.toString(), array.uri(lu));
        return array.uri(lu);
    }

    /**
     * Measures everything in turn, round by round; who begins changes with each round. What the
     * first round gives is thrown away: it warms up.
     */
    public Map<String, Figures> rounds(Map<String, Trial> trials)
            throws IOException, InterruptedException {
        Map<String, List<Double>> figures = new LinkedHashMap<>();
        List<String> order = new ArrayList<>(trials.keySet());
        for (int round = 0; round <= settings.rounds(); round++) {
            for (String name : order) {
                Trial trial = trials.get(name);
                double figure = trial == null ? Double.NaN : trial.measure();
                if (round > 0) {
                    figures.computeIfAbsent(name, n -> new ArrayList<>()).add(figure);
                }
            }
            Collections.reverse(order);
        }
        Map<String, Figures> result = new LinkedHashMap<>();
        figures.forEach((name, values) -> result.put(name, new Figures(values)));
        return result;
    }

    /** Gibibytes in a second, for a program that moves a whole volume. */
    public double gibPerSecond(String... command) throws IOException, InterruptedException {
        return rate(size(), Tool.seconds(command));
    }

    /** Gibibytes in a second. */
    public static double rate(long bytes, double seconds) {
        return bytes / seconds / (1L << 30);
    }
}
