package dev.trilith.operator.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.operator.api.v1alpha1.StorageSubsystem;
import dev.trilith.operator.api.v1alpha1.VolumeDefinition;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A resource that is deleted and made anew under the same name while its reconciler is at work. */
class NamesakesIT {
    private final OperatorLab lab = new OperatorLab();
    private final CountDownLatch atWork = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @AfterEach
    void stop() {
        goOn.countDown();
        lab.close();
    }

    /** The first who files a volume has to wait. */
    private void holdTheFirstVolume() {
        AtomicBoolean held = new AtomicBoolean();
        lab.sites.onDial(array -> {
            if (Thread.currentThread().getName().contains("volumedefinition")
                    && held.compareAndSet(false, true)) {
                atWork.countDown();
                await(goOn);
            }
        });
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static VolumeDefinition volume(String name) {
        return Resources.volume("production", "2a", "201b", name, "disk-" + name, "64Ki");
    }

    @Test
    void isLookedAfter() {
        lab.startOperator();
        lab.apply(
                Resources.namespace("production"), Resources.subsystem("production", "2a", "201b"));
        lab.await(
                StorageSubsystem.class,
                "production",
                "2a",
                s -> s.getStatus() != null && Resources.ready(s.getStatus()));
        holdTheFirstVolume();
        VolumeDefinition first = lab.client.resource(volume("LU0")).create();
        await(atWork);
        lab.client.resource(first).delete();
        VolumeDefinition second = lab.client.resource(volume("LU0")).create();
        // Events come in order: who has seen this one has seen the other two.
        VolumeDefinition marker = lab.client.resource(volume("LU1")).create();
        awaitFiled(marker);
        goOn.countDown();
        awaitFiled(second);
    }

    private void awaitFiled(VolumeDefinition volume) {
        lab.await(
                VolumeDefinition.class,
                "production",
                volume.getMetadata().getName(),
                v ->
                        v.getMetadata().getUid().equals(volume.getMetadata().getUid())
                                && v.getStatus() != null
                                && Resources.ready(v.getStatus()));
    }
}
