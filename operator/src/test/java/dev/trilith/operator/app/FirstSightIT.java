package dev.trilith.operator.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.operator.api.v1alpha1.DRCycle;
import dev.trilith.operator.api.v1alpha1.Recovery;
import dev.trilith.operator.api.v1alpha1.SeenNamespace;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Remote's cycle is made while production, whose records it holds, is already going. */
class FirstSightIT {
    private final OperatorLab lab = new OperatorLab();
    private final CountDownLatch gone = new CountDownLatch(1);

    @AfterEach
    void stop() {
        gone.countDown();
        lab.close();
    }

    @Test
    void aLossThatIsFirstSeenWhileItGoesIsRemembered() {
        lab.startOperator();
        Resources.example().stream().filter(o -> !standby(o)).forEach(lab::apply);
        lab.await(
                DRCycle.class,
                "production",
                "three-sites",
                c ->
                        c.getStatus() != null
                                && Objects.requireNonNullElse(c.getStatus().cycle(), 0L) >= 2);
        String uid = lab.uid("production");
        lab.cluster.onNamespaceTerminating(namespace -> untilGone());
        lab.client.namespaces().withName("production").delete();
        Resources.example().stream().filter(FirstSightIT::standby).forEach(lab::apply);
        lab.await(
                DRCycle.class,
                "remote",
                "three-sites",
                c ->
                        Resources.condition(c.getStatus(), "Ready")
                                .filter(r -> r.message().contains("still sent what hosts write"))
                                .isPresent());
        gone.countDown();
        Recovery recovery =
                OperatorLab.awaitIt()
                        .until(
                                () -> recoveries().stream().findFirst().orElse(null),
                                r -> r != null);
        assertThat(recovery.getMetadata().getName())
                .isEqualTo("three-sites-production-lost-" + uid.substring(0, 8));
        assertThat(recovery.getSpec().namespaces()).contains(new SeenNamespace("production", uid));
    }

    private static boolean standby(HasMetadata object) {
        return object instanceof DRCycle && object.getMetadata().getNamespace().equals("remote");
    }

    private void untilGone() {
        try {
            gone.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Recovery> recoveries() {
        return lab.client.resources(Recovery.class).inAnyNamespace().list().getItems();
    }
}
