package dev.trilith.operator.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.operator.api.v1alpha1.StatusCondition;
import dev.trilith.operator.api.v1alpha1.StorageSubsystem;
import dev.trilith.operator.api.v1alpha1.StorageSubsystemStatus;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A status that somebody else has written over. */
class OtherHandsIT {
    private final OperatorLab lab = new OperatorLab();

    @AfterEach
    void stop() {
        lab.close();
    }

    private StorageSubsystem awaitReady() {
        return lab.await(
                StorageSubsystem.class,
                "production",
                "2a",
                s -> s.getStatus() != null && Resources.ready(s.getStatus()));
    }

    private static StatusCondition denied(StatusCondition said) {
        return new StatusCondition(
                said.type(),
                "False",
                "Nonsense",
                "written by hand",
                said.lastTransitionTime(),
                said.observedGeneration());
    }

    @Test
    void isPutRightAtOnceAndOnce() {
        lab.startOperator();
        lab.apply(
                Resources.namespace("production"), Resources.subsystem("production", "2a", "201b"));
        StorageSubsystemStatus said = awaitReady().getStatus();
        lab.client
                .resources(StorageSubsystem.class)
                .inNamespace("production")
                .withName("2a")
                .editStatus(s -> {
                    s.setStatus(
                            new StorageSubsystemStatus(
                                    said.observedGeneration(),
                                    said.endpoints(),
                                    Objects.requireNonNull(said.conditions()).stream()
                                            .map(OtherHandsIT::denied)
                                            .toList()));
                    return s;
                });
        assertThat(awaitReady().getStatus()).isEqualTo(said);
        lab.forgetWrites();
        // Another look at it, which says nothing new.
        lab.apply(Resources.volume("production", "2a", "201b", "LU0", "disk0", "64Ki"));
        OperatorLab.awaitIt()
                .until(() -> lab.writes().stream().anyMatch(w -> w.path().contains("/volumedef")));
        assertThat(lab.writes())
                .noneMatch(w -> w.status() && w.path().contains("/storagesubsystems/"));
    }
}
