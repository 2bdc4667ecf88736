package dev.trilith.helm;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a folder with a kustomization puts together, as far as ours go: resources, no transformers.
 */
final class Kustomization {
    private Kustomization() {}

    /** Every object that {@code kubectl apply -k} of the folder applies. */
    static List<JsonNode> objects(Path folder) {
        Path file =
                Stream.of("kustomization.yaml", "Kustomization")
                        .map(folder::resolve)
                        .filter(Files::exists)
                        .findFirst()
                        .orElseThrow(
                                () -> new IllegalStateException("no kustomization in " + folder));
        JsonNode kustomization = Repository.documents(file).get(0);
        List<JsonNode> objects = new ArrayList<>();
        for (JsonNode resource : kustomization.path("resources")) {
            Path path = folder.resolve(resource.asText()).normalize();
            objects.addAll(Files.isDirectory(path) ? objects(path) : Repository.documents(path));
        }
        return objects;
    }
}
