package dev.trilith.operator.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trilith.operator.api.v1alpha1.StorageSubsystem;
import dev.trilith.operator.api.v1alpha1.StorageSubsystemStatus;
import dev.trilith.operator.status.ShownStatuses;
import dev.trilith.operator.status.StatusDoor;
import dev.trilith.operator.status.Verdict;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A status that is said when its resource is gone, and another one bears its name. */
class LateStatusIT {
    private final OperatorLab lab = new OperatorLab();
    private final StatusDoor<StorageSubsystem, StorageSubsystemStatus> door = door();

    private StatusDoor<StorageSubsystem, StorageSubsystemStatus> door() {
        return new StatusDoor<>(
                lab.client, InstantSource.system(), StorageSubsystem::new, new ShownStatuses());
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    private StorageSubsystem made() {
        return lab.client.resource(Resources.external("production", "2a", "201b", null)).create();
    }

    private boolean report(StorageSubsystem resource) {
        return report(door, resource, Verdict.ready("ArrayAnswers", "array 2a answers"));
    }

    private static boolean report(
            StatusDoor<StorageSubsystem, StorageSubsystemStatus> door,
            StorageSubsystem resource,
            Verdict verdict) {
        return door.report(
                resource, verdict, conditions -> new StorageSubsystemStatus(1L, null, conditions));
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

    /** An operator that was started with an old list must not write over what it has not read. */
    @Test
    void whoKnowsAnOldStatusLooksAgain() {
        lab.apply(Resources.namespace("production"));
        StorageSubsystem old = made();
        assertThat(report(old)).isTrue();
        Object said = shown();
        StatusDoor<StorageSubsystem, StorageSubsystemStatus> successor = door();
        Verdict other = Verdict.progressing("ArrayUnreachable", "array 2a does not answer");
        assertThatExceptionOfType(KubernetesClientException.class)
                .isThrownBy(() -> report(successor, old, other))
                .satisfies(e -> assertThat(e.getCode()).isEqualTo(409));
        assertThat(shown()).isEqualTo(said);
        assertThat(successor.current(old))
                .isEqualTo(lab.get(StorageSubsystem.class, "production", "2a").getStatus());
        assertThat(report(successor, old, other)).isTrue();
        assertThat(shown()).isNotEqualTo(said);
        assertThat(report(old)).as("its own word, as far as it knows").isFalse();
        assertThat(door.sayAgain(lab.get(StorageSubsystem.class, "production", "2a"))).isTrue();
        assertThat(shown()).isEqualTo(said);
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
