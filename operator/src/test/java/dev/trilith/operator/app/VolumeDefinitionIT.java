package dev.trilith.operator.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.array.VolumeState;
import dev.trilith.operator.api.v1alpha1.VolumeDefinition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VolumeDefinitionIT {
    private final OperatorLab lab = new OperatorLab();

    @BeforeEach
    void start() {
        lab.apply(
                Resources.namespace("production"), Resources.subsystem("production", "2a", "201b"));
        lab.startOperator();
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    @Test
    void isFiledInTable500() {
        lab.apply(Resources.volume("production", "2a", "201b", "LU0", "211a", "64Ki"));
        awaitReason("2a-211a", "VolumeDefined");
        VolumeState filed =
                lab.sites.with(world ->
                        world.array("2a")
                                .snapshot()
                                .volume(new VolumeAddress("2a", "201b", "LU0"))
                                .orElseThrow());
        assertThat(filed.drive()).isEqualTo("211a");
        assertThat(filed.sizeBytes()).isEqualTo(64 * 1024);
    }

    @Test
    void aRepeatWritesNothing() {
        lab.apply(Resources.volume("production", "2a", "201b", "LU0", "211a", "64Ki"));
        awaitReason("2a-211a", "VolumeDefined");
        lab.sites.changes().clear();
        lab.forgetWrites();
        lab.startOperator();
        lab.apply(Resources.volume("production", "2a", "201b", "LU1", "211f", "64Ki"));
        awaitReason("2a-211f", "VolumeDefined");
        assertThat(lab.sites.changes()).allMatch(c -> c.contains("LU1"));
        assertThat(lab.writes()).noneMatch(w -> w.path().contains("2a-211a"));
    }

    @Test
    void waitsForItsSubsystem() {
        lab.apply(Resources.volume("production", "2x", "201b", "LU0", "211x", "64Ki"));
        awaitReason("2x-211x", "SubsystemMissing");
    }

    @Test
    void waitsForItsPort() {
        lab.apply(Resources.volume("production", "2a", "999", "LU0", "211a", "64Ki"));
        VolumeDefinition waiting = awaitReason("2a-211a", "PortMissing");
        assertThat(Resources.condition(waiting.getStatus(), "Ready").orElseThrow().message())
                .contains("no port 999")
                .contains("[201b]");
    }

    @Test
    void theSecondOfTwoOnOneLuIsRefused() {
        lab.apply(Resources.volume("production", "2a", "201b", "LU0", "211a", "64Ki"));
        awaitReason("2a-211a", "VolumeDefined");
        lab.apply(Resources.volume("production", "2a", "201b", "LU0", "211b", "64Ki"));
        VolumeDefinition refused = awaitReason("2a-211b", "DuplicateVolume");
        assertThat(Resources.condition(refused.getStatus(), "Stalled").orElseThrow().status())
                .isEqualTo("True");
        awaitReason("2a-211a", "VolumeDefined");
    }

    @Test
    void aSizeThatIsNoMultipleOfABlockIsRefused() {
        lab.apply(Resources.volume("production", "2a", "201b", "LU0", "211a", "5000"));
        awaitReason("2a-211a", "SizeNotMultiple");
        lab.apply(Resources.volume("production", "2a", "201b", "LU1", "211b", "0"));
        awaitReason("2a-211b", "SizeNotPositive");
        lab.apply(Resources.volume("production", "2a", "201b", "LU2", "211c", "100m"));
        awaitReason("2a-211c", "InvalidValue");
        assertThat(lab.sites.changes()).isEmpty();
    }

    @Test
    void waitsForAnArrayThatIsSilent() {
        lab.sites.kill("2a");
        lab.apply(Resources.volume("production", "2a", "201b", "LU0", "211a", "64Ki"));
        lab.await(
                VolumeDefinition.class,
                "production",
                "2a-211a",
                v ->
                        Resources.condition(v.getStatus(), "Reconciling")
                                .filter(c -> c.status().equals("True"))
                                .isPresent());
    }

    private VolumeDefinition awaitReason(String name, String reason) {
        return lab.await(
                VolumeDefinition.class,
                "production",
                name,
                v -> Resources.reason(v.getStatus()).equals(reason));
    }
}
