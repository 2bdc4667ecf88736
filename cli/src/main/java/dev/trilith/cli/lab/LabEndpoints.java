package dev.trilith.cli.lab;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trilith.cli.fault.CliFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where hosts reach the volumes and managers the arrays.
 *
 * @param volumes {@code nbd://} URIs by drive, for example {@code 211a}
 * @param arrays {@code http://} URLs by array name, for example {@code 2a}
 */
public record LabEndpoints(SortedMap<String, String> volumes, SortedMap<String, String> arrays) {
    public LabEndpoints {
        volumes = sorted(volumes);
        arrays = sorted(arrays);
    }

    /**
     * Where the lab that runs in {@code folder} is reached.
     *
     * @throws CliFailure if none runs there, or it is not ready yet
     */
    public static LabEndpoints of(Path folder) {
        LabFolder.find(folder);
        Path file = folder.resolve(LabFolder.ENDPOINTS_FILE);
        if (Files.notExists(file)) {
            throw new CliFailure("the lab in " + folder + " is not ready yet: try again.");
        }
        try {
            return new ObjectMapper().readValue(file.toFile(), LabEndpoints.class);
        } catch (IOException e) {
            throw new CliFailure("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * The management URL of an array.
     *
     * @throws CliFailure if the lab has none of that name
     */
    public String arrayUrl(String name) {
        String url = arrays.get(name);
        if (url == null) {
            throw CliFailure.ofArgument(
                    "the lab has no array '"
                            + name
                            + "', but "
                            + String.join(", ", arrays.keySet())
                            + ".");
        }
        return url;
    }

    private static SortedMap<String, String> sorted(Map<String, String> map) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }
}
