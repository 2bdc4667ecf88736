package dev.trilith.core.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.core.array.FreezeMode;
import dev.trilith.core.array.LabChain;
import dev.trilith.core.array.MemoryNetwork;
import dev.trilith.core.recovery.DisasterWorld.Struck;
import dev.trilith.core.step.StepResult;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Crashes, link cuts, silent sites and restarts at random, then a disaster, and more of them during
 * recovery; from one seed everything is repeatable.
 */
class RandomWorldTest {
    private static final int SEEDS_EACH = 60;
    private static final int TURNS = 500;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void theLastImageSurvivesWhateverHappens(int lot) {
        for (int i = 0; i < SEEDS_EACH; i++) {
            long seed = (long) lot * SEEDS_EACH + i;
            live(seed);
        }
    }

    private static void live(long seed) {
        Random random = new Random(seed);
        int sites = 2 + random.nextInt(3);
        FreezeMode mode = random.nextBoolean() ? FreezeMode.HOLD : FreezeMode.GO;
        DisasterWorld world = new DisasterWorld(sites, mode);
        world.watch();
        try {
            live(random, world, sites);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    "seed " + seed + ": " + e.getMessage() + "\n" + world.lastWords(), e);
        }
    }

    private static void live(Random random, DisasterWorld world, int sites) {
        for (int turn = 0; turn < TURNS; turn++) {
            trouble(random, world, sites);
            try {
                world.turn(world.cycle().step());
            } catch (Struck struck) {
                world.restartCycle();
            }
        }
        heal(world, sites);
        if (random.nextBoolean()) {
            world.restartCycle();
            world.runPasses(sites);
            assertThat(world.view().pointInTime(sites - 1).complete()).isTrue();
        } else {
            disaster(random, world, sites);
        }
    }

    private static void trouble(Random random, DisasterWorld world, int sites) {
        MemoryNetwork network = world.lab.network;
        if (random.nextInt(25) == 0) {
            world.strikeAt(world.events() + 1 + random.nextInt(4));
        }
        if (random.nextInt(60) == 0) {
            int site = random.nextInt(sites - 1);
            network.cutLink(LabChain.array(site), LabChain.array(site + 1));
        }
        if (random.nextInt(150) == 0) {
            network.kill(LabChain.array(random.nextInt(sites)));
        }
        if (random.nextInt(80) == 0) {
            network.management(LabChain.array(random.nextInt(sites)), false);
        }
        if (random.nextInt(20) == 0) {
            for (int site = 0; site < sites; site++) {
                network.restart(LabChain.array(site), false, random.nextBoolean());
                network.management(LabChain.array(site), true);
                if (site > 0) {
                    network.restoreLink(LabChain.array(site - 1), LabChain.array(site));
                }
            }
        }
    }

    private static void heal(DisasterWorld world, int sites) {
        MemoryNetwork network = world.lab.network;
        for (int site = 0; site < sites; site++) {
            network.restart(LabChain.array(site), false, false);
            network.management(LabChain.array(site), true);
            if (site > 0) {
                network.restoreLink(LabChain.array(site - 1), LabChain.array(site));
            }
        }
    }

    private static void disaster(Random random, DisasterWorld world, int sites) {
        int lost = 1 + random.nextInt(sites - 1);
        world.lose(lost);
        int newest = world.newestSurvivingPrefix();
        RecoveryProgram recovery = world.newRecovery();
        for (int turn = 0; turn < 40 && random.nextInt(40) != 0; turn++) {
            if (random.nextInt(8) == 0) {
                world.strikeAt(world.events() + 1);
            }
            try {
                StepResult result = recovery.step();
                world.turn(result);
            } catch (Struck struck) {
                world.strikeAt(Long.MAX_VALUE);
                recovery = world.newRecovery();
            }
        }
        world.strikeAt(Long.MAX_VALUE);
        boolean more = lost < sites - 1 && random.nextInt(3) == 0;
        if (more) {
            world.lose(lost + 1);
            newest = world.newestSurvivingPrefix();
            recovery.evidence(world.evidence());
        }
        RecoveryProgress result = world.recover(recovery);
        if (newest < 0) {
            assertThat(result.phase()).as(result.toString()).isEqualTo(RecoveryPhase.FAILED);
        } else {
            assertThat(result.phase()).as(result.toString()).isEqualTo(RecoveryPhase.FINISHED);
            assertThat(world.lab.prefix(sites - 1, true)).as(result.toString()).isEqualTo(newest);
        }
    }
}
