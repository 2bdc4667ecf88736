package dev.trilith.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class ReportLaneTest {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<String> said = new ArrayList<>();
    private final ReportLane lane = new ReportLane("DRCycle a/b", tasks::add);

    @Test
    void theNewestWordReplacesOneThatWasNotSaidYet() {
        lane.say(() -> said.add("first"));
        lane.say(() -> said.add("second"));
        assertThat(lane.allSaid()).isFalse();
        runAll();
        assertThat(said).containsExactly("second");
        assertThat(lane.allSaid()).isTrue();
    }

    @Test
    void aWordThatComesWhileAnotherIsSaidIsSaidAfterIt() {
        lane.say(() -> {
            said.add("first");
            lane.say(() -> said.add("second"));
        });
        runAll();
        assertThat(said).containsExactly("first", "second");
    }

    @Test
    void whatTheApiServerDidNotHearIsSaidAgainWhenAskedFor() {
        lane.say(() -> {
            said.add("try");
            if (said.size() < 3) {
                throw new KubernetesClientException("gone");
            }
        });
        runAll();
        assertThat(said).hasSize(1);
        assertThat(lane.allSaid()).isFalse();
        runAll();
        assertThat(lane.allSaid()).isFalse();
        runAll();
        assertThat(said).hasSize(3);
        assertThat(lane.allSaid()).isTrue();
    }

    private void runAll() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }
}
