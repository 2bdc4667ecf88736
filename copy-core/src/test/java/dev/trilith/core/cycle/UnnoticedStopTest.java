package dev.trilith.core.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.core.array.ArraySnapshot;
import dev.trilith.core.array.LabChain;
import dev.trilith.core.array.PairState;
import dev.trilith.core.array.PairStatus;
import dev.trilith.core.record.CopyCycleStep;
import dev.trilith.core.step.ChainView;
import dev.trilith.core.step.Observation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The first array knows that its leg is broken, and the second believes it in step. */
class UnnoticedStopTest {
    private final TurnedCycle cycle = new TurnedCycle(Duration.ofSeconds(2));
    private final LabChain lab = cycle.lab;

    @Test
    void isWaitedForAndNothingIsOrdered() {
        cycle.untilPasses(1);
        ChainView view = new Observation(lab.chain, lab.network).observe(lab.chain.sites());
        assertThat(view.remote(1).paired()).isTrue();
        Map<String, ArraySnapshot> seen = new HashMap<>(view.snapshots());
        seen.computeIfPresent("2a", (name, snapshot) -> broken(snapshot));
        CycleInput input =
                new CycleInput(
                        ChainView.of(lab.chain, seen, Map.of()),
                        CopyCycleStep.RUN_FIRST_LEG,
                        0,
                        true,
                        false,
                        0,
                        Map.of());
        assertThat(CycleDecision.decide(input))
                .isInstanceOfSatisfying(
                        CycleTask.Await.class,
                        await -> assertThat(await.what()).contains("not noticed"));
    }

    private static ArraySnapshot broken(ArraySnapshot snapshot) {
        List<PairState> pairs = new ArrayList<>();
        for (PairState pair : snapshot.pairs()) {
            pairs.add(
                    new PairState(
                            pair.definition(), pair.role(), PairStatus.PSUE, null, 65536, null));
        }
        return new ArraySnapshot(snapshot.array(), snapshot.volumes(), pairs, snapshot.fences());
    }
}
