package dev.trilith.cli.lab;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The example resources of {@code examples/three-sites}, as packed into this program. */
final class ExampleFiles {
    private static final String FOLDER = "/examples/three-sites";

    private ExampleFiles() {}

    /**
     * Every object in every file, in the order of the file names.
     *
     * @param parser reads YAML; it is asked nothing else
     */
    static List<HasMetadata> read(KubernetesClient parser) {
        URL url = ExampleFiles.class.getResource(FOLDER);
        if (url == null) {
            throw new IllegalStateException("this program was packed without " + FOLDER);
        }
        try {
            URI uri = url.toURI();
            if (!"jar".equals(uri.getScheme())) {
                return readFolder(parser, Path.of(uri));
            }
            try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
                return readFolder(parser, jar.getPath(FOLDER));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + url, e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a class loader gave a bad URL: " + url, e);
        }
    }

    private static List<HasMetadata> readFolder(KubernetesClient parser, Path folder)
            throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files =
                    all.filter(file -> file.toString().endsWith(".yaml"))
                            // A list of the other files, for kubectl.
                            .filter(file -> !file.endsWith("kustomization.yaml"))
                            .sorted()
                            .toList();
        }
        List<HasMetadata> objects = new ArrayList<>();
        for (Path file : files) {
            try (InputStream yaml = Files.newInputStream(file)) {
                objects.addAll(parser.load(yaml).items());
            }
        }
        return objects;
    }
}
