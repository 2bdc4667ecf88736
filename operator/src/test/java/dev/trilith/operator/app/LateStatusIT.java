package dev.trilith.operator.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.operator.api.v1alpha1.StorageSubsystem;
import dev.trilith.operator.api.v1alpha1.StorageSubsystemStatus;
import dev.trilith.operator.status.ShownStatuses;
import dev.trilith.operator.status.StatusDoor;
import dev.trilith.operator.status.Verdict;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A status that is said when its resource is gone, and another one bears its name. */
class LateStatusIT {
    private final OperatorLab lab = new OperatorLab();
    private final StatusDoor<StorageSubsystem, StorageSubsystemStatus> door =
            new StatusDoor<>(
                    lab.client, InstantSource.system(), StorageSubsystem::new, new ShownStatuses());

    @AfterEach
    void stop() {
        lab.close();
    }

    private StorageSubsystem made() {
        return lab.client.resource(Resources.external("production", "2a", "201b", null)).create();
    }

    private boolean report(StorageSubsystem resource) {
        return door.report(
                resource,
                Verdict.ready("ArrayAnswers", "array 2a answers"),
                conditions -> new StorageSubsystemStatus(1L, null, conditions));
    }

    @Test
    void isNotSeenOnTheOther() {
        lab.apply(Resources.namespace("production"));
        StorageSubsystem first = made();
        assertThat(report(first)).isTrue();
        assertThat(shown()).isNotNull();
        lab.client.resource(first).delete();
        StorageSubsystem second = made();
        assertThat(second.getMetadata().getUid()).isNotEqualTo(first.getMetadata().getUid());
        door.forget(first);
        report(first);
        assertThat(shown()).isNull();
        report(second);
        Object own = shown();
        assertThat(own).isNotNull();
        door.forget(first);
        report(first);
        assertThat(shown()).as("its own stays").isEqualTo(own);
    }

    private @Nullable Object shown() {
        StorageSubsystemStatus status =
                lab.client
                        .resources(StorageSubsystem.class)
                        .inNamespace("production")
                        .withName("2a")
                        .get()
                        .getStatus();
        return status == null ? null : status.conditions();
    }
}
