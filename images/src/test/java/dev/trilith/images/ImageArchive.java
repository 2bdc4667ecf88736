package dev.trilith.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * An image in the form of {@code docker save}.
 *
 * @param tag its one name
 * @param config what is run, as whom, and what is said of it
 * @param layers the files, the lowest layer first
 */
record ImageArchive(String tag, JsonNode config, List<List<Entry>> layers) {
    /**
     * A file, folder or link in a layer.
     *
     * @param header owner, mode, date
     * @param content what is in it, a character for each byte
     */
    record Entry(TarArchiveEntry header, String content) {
        /** Where it lies in the image. */
        String path() {
            String name = header.getName().replaceFirst("^\\.?/*", "/");
            return name.length() > 1 && name.endsWith("/")
                    ? name.substring(0, name.length() - 1)
                    : name;
        }
    }

    static ImageArchive read(Path file) throws IOException {
        Map<String, String> members = new HashMap<>();
        try (InputStream in = Files.newInputStream(file)) {
            entries(in).forEach(entry -> members.put(entry.header().getName(), entry.content()));
        }
        ObjectMapper json = new ObjectMapper();
        JsonNode manifest = json.readTree(member(members, "manifest.json"));
        if (manifest.size() != 1 || manifest.path(0).path("RepoTags").size() != 1) {
            throw new IOException(file + " does not hold one image with one name: " + manifest);
        }
        JsonNode image = manifest.path(0);
        List<List<Entry>> layers = new ArrayList<>();
        for (JsonNode layer : image.path("Layers")) {
            try (InputStream in = plain(member(members, layer.asText()))) {
                layers.add(entries(in));
            }
        }
        return new ImageArchive(
                image.path("RepoTags").path(0).asText(),
                json.readTree(member(members, image.path("Config").asText())),
                layers);
    }

    /** Everything in every layer. */
    List<Entry> everything() {
        return layers.stream().flatMap(List::stream).toList();
    }

    private static byte[] member(Map<String, String> members, String name) throws IOException {
        String content = members.get(name);
        if (content == null) {
            throw new IOException("the archive lacks " + name);
        }
        return content.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static InputStream plain(byte[] layer) throws IOException {
        boolean packed = layer.length > 1 && layer[0] == 0x1f && layer[1] == (byte) 0x8b;
        InputStream bytes = new ByteArrayInputStream(layer);
        return packed ? new GZIPInputStream(bytes) : bytes;
    }

    private static List<Entry> entries(InputStream archive) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(archive)) {
            TarArchiveEntry header = tar.getNextEntry();
            while (header != null) {
                entries.add(
                        new Entry(
                                header,
                                new String(tar.readAllBytes(), StandardCharsets.ISO_8859_1)));
                header = tar.getNextEntry();
            }
        }
        return entries;
    }
}
