package dev.trilith.core.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.core.array.FreezeMode;
import dev.trilith.core.array.ImageLabel;
import dev.trilith.core.record.CopyCycleStep;
import dev.trilith.core.recovery.DisasterWorld.Place;
import dev.trilith.core.recovery.DisasterWorld.Struck;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Three sites: at every instant of a pass every disaster strikes. The sites that survive keep a
 * complete image throughout, and recovery ends on the newest one that survived.
 */
class EveryInstantTest {
    private enum Disaster {
        PRODUCTION_LOST,
        PRODUCTION_AND_LOCAL_LOST,
        OPERATOR_RESTARTED,
        OPERATOR_RESTARTED_THEN_LOST
    }

    /** Instants of the pass in each mode; a smaller number means that the test sees less. */
    private static final int FEWEST_INSTANTS = 60;

    /** The second blow falls this many instants after the restart at most. */
    private static final long SPREAD = 37;

    @ParameterizedTest
    @EnumSource(FreezeMode.class)
    void noInstantOfAPassLosesTheLastImage(FreezeMode mode) {
        DisasterWorld rehearsal = new DisasterWorld(3, mode);
        long from = warmUp(rehearsal);
        rehearsal.runPasses(3);
        long to = rehearsal.events();

        Set<String> places = new TreeSet<>();
        int cases = 0;
        for (long event = from + 1; event <= to; event++) {
            for (Disaster disaster : Disaster.values()) {
                places.add(strike(mode, disaster, event, from));
                cases++;
            }
        }

        Set<String> every = new TreeSet<>();
        for (CopyCycleStep step : CopyCycleStep.values()) {
            for (Place place : Place.values()) {
                every.add(step + " " + place);
            }
        }
        assertThat(places).containsAll(every);
        assertThat(cases).isEqualTo((int) (to - from) * Disaster.values().length);
        assertThat(cases).isGreaterThanOrEqualTo(FEWEST_INSTANTS * Disaster.values().length);
    }

    private static long warmUp(DisasterWorld world) {
        world.runPasses(2);
        world.pauseBreakAndGoOn();
        world.watch();
        return world.events();
    }

    private static String strike(FreezeMode mode, Disaster disaster, long event, long from) {
        DisasterWorld world = new DisasterWorld(3, mode);
        assertThat(warmUp(world)).as("the world is repeatable").isEqualTo(from);
        world.strikeAt(event);
        try {
            world.runPasses(3);
            throw new AssertionError("nothing struck at " + event);
        } catch (Struck struck) {
            String where = world.where();
            String what = disaster + " at instant " + event + ", " + where + ", " + mode;
            after(world, disaster, mode, what);
            return where;
        }
    }

    private static void after(
            DisasterWorld world, Disaster disaster, FreezeMode mode, String what) {
        switch (disaster) {
            case PRODUCTION_LOST -> recovers(world, 1, mode, what);
            case PRODUCTION_AND_LOCAL_LOST -> recovers(world, 2, mode, what);
            case OPERATOR_RESTARTED -> {
                world.restartCycle();
                world.runPasses(2);
                assertThat(world.view().pointInTime(2).kind())
                        .as(what)
                        .isEqualTo(ImageLabel.Kind.STILL);
            }
            case OPERATOR_RESTARTED_THEN_LOST -> {
                world.restartCycle();
                world.strikeAt(world.events() + 1 + world.events() % SPREAD);
                try {
                    world.runPasses(2);
                } catch (Struck struck) {
                    recovers(world, 1 + (int) (world.events() % 2), mode, what);
                }
            }
        }
    }

    private static void recovers(DisasterWorld world, int sitesLost, FreezeMode mode, String what) {
        int acknowledged = world.lab.acknowledged();
        boolean inStep = world.inStep();
        world.lose(sitesLost);
        int newest = world.newestSurvivingPrefix();
        RecoveryProgress result = world.recover(world.newRecovery());

        assertThat(result.phase()).as(what + "\n" + result).isEqualTo(RecoveryPhase.FINISHED);
        assertThat(world.lab.prefix(2, true)).as(what + "\n" + result).isEqualTo(newest);
        assertThat(result.volumesPresented()).isEqualTo(world.lab.chain.pointInTimeVolumes(2));
        assertThat(result.recoveryPoint().kind()).isEqualTo(ImageLabel.Kind.STILL);
        if (mode == FreezeMode.HOLD && sitesLost == 1 && inStep) {
            assertThat(newest).as(what).isGreaterThanOrEqualTo(acknowledged);
        }
    }
}
