package dev.trilith.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.simulation.world.PlantedBugs;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An oracle that never found anything proves nothing: three of the bugs of {@code make
 * planted-bugs}.
 */
class PlantedBugsTest {
    @Test
    void quickOnesAreCaught(@TempDir Path scratch) throws Exception {
        PlantedBugs bugs =
                PlantedBugs.ofPrograms(Path.of(System.getProperty("trilith.root")), scratch);
        assertThat(bugs.bugs()).hasSizeGreaterThanOrEqualTo(20);
        for (Path bug : bugs.bugs()) {
            assertThat(bugs.plant(bug)).as("fits the sources").isNotEmptyDirectory();
            String name = bug.getFileName().toString();
            if (name.startsWith("07") || name.startsWith("12") || name.startsWith("15")) {
                assertThat(bugs.hunt(bug)).as(name).isNotEqualTo("-");
            }
        }
    }
}
