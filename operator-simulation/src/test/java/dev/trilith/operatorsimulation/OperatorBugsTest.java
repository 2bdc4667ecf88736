package dev.trilith.operatorsimulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.operatorsimulation.world.OperatorHunt;
import dev.trilith.simulation.world.PlantedBugs;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An oracle that never found anything proves nothing: three of the bugs put in on purpose. */
class OperatorBugsTest {
    @Test
    void quickOnesAreCaught(@TempDir Path scratch) throws Exception {
        PlantedBugs bugs = OperatorHunt.bugs(Path.of(System.getProperty("trilith.root")), scratch);
        assertThat(bugs.bugs()).hasSizeGreaterThanOrEqualTo(10);
        for (Path bug : bugs.bugs()) {
            assertThat(bugs.plant(bug)).as("fits the sources").isNotEmptyDirectory();
            String name = bug.getFileName().toString();
            if (name.contains("-01-") || name.contains("-02-") || name.contains("-03-")) {
                assertThat(bugs.hunt(bug)).as(name).isNotEqualTo("-");
            }
        }
    }
}
