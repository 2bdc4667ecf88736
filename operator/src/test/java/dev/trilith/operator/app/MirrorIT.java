package dev.trilith.operator.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.operator.api.v1alpha1.DRCycle;
import dev.trilith.operator.api.v1alpha1.StatusCondition;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The copy from production to local while no pass runs. */
class MirrorIT {
    private final OperatorLab lab = new OperatorLab();

    @AfterEach
    void stop() {
        lab.close();
    }

    @Test
    void isRunAgainWhileTheCycleIsPausedAndIsNotCalledProtectedBefore() {
        lab.startOperator();
        lab.applyExample();
        await(c -> Resources.reason(c.getStatus()).equals("Cycling"));
        pause();
        DRCycle paused = await(c -> Resources.reason(c.getStatus()).equals("Paused"));
        assertThat(protection(paused).status()).isEqualTo("True");
        lab.sites.link("2a", "2b", false);
        DRCycle broken = await(c -> protection(c).status().equals("False"));
        assertThat(Resources.reason(broken.getStatus())).isNotEqualTo("Paused");
        lab.sites.link("2a", "2b", true);
        DRCycle again =
                await(c ->
                        Resources.reason(c.getStatus()).equals("Paused")
                                && protection(c).status().equals("True"));
        assertThat(again.getStatus().legs())
                .anyMatch(leg -> leg.id().equals("H1") && leg.state().equals("EXECUTING"));
        assertThat(again.getStatus().phase()).isEqualTo("DONE");
    }

    private static StatusCondition protection(DRCycle cycle) {
        return Resources.condition(cycle.getStatus(), "Protected").orElseThrow();
    }

    private void pause() {
        lab.client
                .resources(DRCycle.class)
                .inNamespace("production")
                .withName("three-sites")
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"paused\":true}}");
    }

    private DRCycle await(Predicate<DRCycle> wanted) {
        return lab.await(DRCycle.class, "production", "three-sites", wanted);
    }
}
