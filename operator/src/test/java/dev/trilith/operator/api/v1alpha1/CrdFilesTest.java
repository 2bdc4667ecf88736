package dev.trilith.operator.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.crdv2.generator.CRDGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The files of {@code crds/} are made from the classes of this package and from nothing else. Run
 * with {@code -Dtrilith.crds.update=true} (dev/update-crds.sh) the test writes them; otherwise it
 * fails when they differ.
 */
class CrdFilesTest {
    private static final Path COMMITTED = Path.of(System.getProperty("trilith.root"), "crds");

    @TempDir Path generated;

    @Test
    void committedFilesAreWhatTheClassesSay() throws IOException {
        new CRDGenerator()
                .withPostProcessor(new CrdFinish())
                .customResourceClasses(
                        StorageSubsystem.class,
                        VolumeDefinition.class,
                        CopyPair.class,
                        DRCycle.class,
                        Recovery.class,
                        SiteGrant.class)
                .forCRDVersions("v1")
                .inOutputDir(generated.toFile())
                .generate();
        if (Boolean.getBoolean("trilith.crds.update")) {
            for (Path file : files(generated)) {
                Files.writeString(COMMITTED.resolve(committedName(file)), Files.readString(file));
            }
        }
        assertThat(files(generated)).hasSize(6);
        assertThat(files(COMMITTED)).hasSize(6);
        for (Path file : files(generated)) {
            assertThat(COMMITTED.resolve(committedName(file)))
                    .as("run dev/update-crds.sh and commit crds/")
                    .content()
                    .isEqualTo(Files.readString(file));
        }
    }

    private static String committedName(Path generatedFile) {
        return generatedFile.getFileName().toString().replace("-v1.yml", ".yaml");
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().matches(".*\\.ya?ml")).sorted().toList();
        }
    }
}
