package dev.trilith.operator.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trilith.core.array.ArrayFault;
import dev.trilith.core.array.ArrayOrder;
import dev.trilith.core.array.Fence;
import dev.trilith.core.array.FenceState;
import dev.trilith.core.array.PairState;
import dev.trilith.operator.api.v1alpha1.CopyPair;
import dev.trilith.operator.api.v1alpha1.CopyPairSpec.DeletionPolicy;
import dev.trilith.operator.api.v1alpha1.VolumeReference;
import io.fabric8.kubernetes.api.model.Event;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CopyPairIT {
    private final OperatorLab lab = new OperatorLab();

    @BeforeEach
    void start() {
        lab.apply(
                Resources.namespace("production"),
                Resources.namespace("local"),
                Resources.subsystem("production", "2a", "201b"),
                Resources.subsystem("local", "2b", "201d"),
                Resources.grant("local", List.of("G1"), "production"),
                Resources.grant("production", List.of("G1"), "local"),
                Resources.volume("production", "2a", "201b", "LU0", "211a", "64Ki"),
                Resources.volume("production", "2a", "201b", "LU1", "211f", "128Ki"),
                Resources.volume("local", "2b", "201d", "LU0", "211b", "64Ki"),
                Resources.volume("local", "2b", "201d", "LU1", "211c", "64Ki"));
        lab.startOperator();
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    @Test
    void aRemotePairIsRegisteredAtBothArraysWithTheOthersEndpoint() {
        lab.apply(remote("p1", "LU0", "LU0", null));
        CopyPair pair = awaitReason("p1", "PairRegistered");
        assertThat(pair.getStatus().leg()).isEqualTo("2a->2b");
        assertThat(lab.sites.changes())
                .contains(
                        "register p1 at 2a peer 10.0.0.1:10800",
                        "register p1 at 2b peer 10.0.0.1:10800");
        assertThat(pairs("2a")).containsExactly("p1");
        assertThat(pairs("2b")).containsExactly("p1");
    }

    @Test
    void anInternalPairIsRegisteredOnce() {
        lab.apply(Resources.pair("local", "p10", "G11", end(null, "LU0"), end(null, "LU1"), null));
        CopyPair pair =
                lab.await(CopyPair.class, "local", "p10", p -> Resources.ready(p.getStatus()));
        assertThat(pair.getStatus().leg()).isEqualTo("2b");
        assertThat(lab.sites.changes())
                .filteredOn(c -> c.startsWith("register"))
                .containsExactly("register p10 at 2b peer ");
    }

    @Test
    void isRegisteredAgainWhenAnArrayMoves() {
        lab.apply(remote("p1", "LU0", "LU0", null));
        awaitReason("p1", "PairRegistered");
        lab.sites.changes().clear();
        lab.apply(Resources.slice("local", "2b", "10.0.0.9", "201d"));
        OperatorLab.awaitIt()
                .until(() -> lab.sites.changes().contains("register p1 at 2a peer 10.0.0.9:10800"));
    }

    @Test
    void waitsForItsVolumes() {
        lab.apply(remote("p1", "LU0", "LU7", null));
        lab.await(
                CopyPair.class,
                "production",
                "p1",
                p ->
                        Resources.condition(p.getStatus(), "Ready")
                                .filter(c -> c.reason().equals("VolumeMissing"))
                                .filter(c -> c.message().contains("2b:201d/LU7"))
                                .isPresent());
        lab.apply(Resources.volume("local", "2b", "201d", "LU7", "211x", "64Ki"));
        awaitReason("p1", "PairRegistered");
    }

    @Test
    void unequalSizesAreRefused() {
        lab.apply(remote("p1", "LU1", "LU0", null));
        awaitReason("p1", "UnequalSizes");
        assertThat(pairs("2a")).isEmpty();
    }

    @Test
    void aSecondaryOfTwoPairsIsRefused() {
        lab.apply(remote("p1", "LU0", "LU1", null));
        awaitReason("p1", "PairRegistered");
        lab.apply(Resources.pair("local", "p10", "G11", end(null, "LU0"), end(null, "LU1"), null));
        lab.await(
                CopyPair.class,
                "local",
                "p10",
                p -> Resources.reason(p.getStatus()).equals("SecondaryOfTwoPairs"));
    }

    @Test
    void aPairOntoItselfIsRefused() {
        lab.apply(Resources.pair("local", "p1", "G1", end(null, "LU0"), end(null, "LU0"), null));
        lab.await(
                CopyPair.class,
                "local",
                "p1",
                p -> Resources.reason(p.getStatus()).equals("PairOntoItself"));
    }

    @Test
    void aLoopIsRefusedByTheArray() {
        lab.apply(remote("p1", "LU0", "LU0", null));
        awaitReason("p1", "PairRegistered");
        lab.apply(
                Resources.pair(
                        "local",
                        "p2",
                        "G1",
                        end(null, "LU0"),
                        new VolumeReference("production", "2a", "201b", "LU0"),
                        null));
        lab.await(
                CopyPair.class,
                "local",
                "p2",
                p -> Resources.reason(p.getStatus()).equals("ConflictingDefinition"));
    }

    @Test
    void deletingItChangesNothingOnAnArray() {
        lab.apply(remote("p1", "LU0", "LU0", null));
        awaitReason("p1", "PairRegistered");
        lab.sites.changes().clear();
        lab.client.resource(remote("p1", "LU0", "LU0", null)).delete();
        lab.apply(remote("p3", "LU1", "LU1", null));
        awaitReason("p3", "UnequalSizes");
        assertThat(lab.sites.changes()).isEmpty();
        assertThat(pairs("2a")).containsExactly("p1");
    }

    @Test
    void deletingTheLastOfALegDissolvesItIfThatIsThePolicy() {
        lab.apply(remote("p1", "LU0", "LU0", DeletionPolicy.DELETE));
        awaitReason("p1", "PairRegistered");
        lab.client.resource(remote("p1", "LU0", "LU0", null)).delete();
        OperatorLab.awaitIt().until(() -> pairs("2a").isEmpty());
        OperatorLab.awaitIt().until(() -> events().contains("LegDissolved"));
        assertThat(pairs("2b")).isEmpty();
        long term = lab.sites.with(w -> w.array("2a").snapshot().fence("G1").term());
        assertThat(term).as("whoever begins a cycle is not shut out").isZero();
    }

    @Test
    void anArrayThatItsPartnerCannotTellIsToldOfADissolvedLeg() {
        lab.apply(remote("p1", "LU0", "LU0", DeletionPolicy.DELETE));
        awaitReason("p1", "PairRegistered");
        lab.sites.with(world -> {
            world.cutLink("2a", "2b");
            return world;
        });
        lab.client.resource(remote("p1", "LU0", "LU0", null)).delete();
        OperatorLab.awaitIt().until(() -> events().contains("LegDissolved"));
        assertThat(pairs("2a")).isEmpty();
        assertThat(pairs("2b")).isEmpty();
    }

    @Test
    void aLegIsDissolvedAlsoIfARecordComesInBetween() {
        lab.apply(remote("p1", "LU0", "LU0", DeletionPolicy.DELETE));
        awaitReason("p1", "PairRegistered");
        AtomicBoolean first = new AtomicBoolean(true);
        lab.sites.onOrder((array, order) -> {
            if (first.getAndSet(false)) {
                raise(array);
            }
        });
        lab.client.resource(remote("p1", "LU0", "LU0", null)).delete();
        OperatorLab.awaitIt().until(() -> pairs("2b").isEmpty());
        OperatorLab.awaitIt().until(() -> events().contains("LegDissolved"));
        assertThat(pairs("2a")).isEmpty();
    }

    @Test
    void aLegThatItsFirstArrayKeepsIsKeptWhole() {
        lab.apply(remote("p1", "LU0", "LU0", DeletionPolicy.DELETE));
        awaitReason("p1", "PairRegistered");
        lab.sites.onOrder((array, order) -> {
            if (array.equals("2a")) {
                raise(array);
            }
        });
        lab.client.resource(remote("p1", "LU0", "LU0", null)).delete();
        OperatorLab.awaitIt().until(() -> events().contains("DeletionNotCarriedOut"));
        assertThat(pairs("2a")).containsExactly("p1");
        assertThat(pairs("2b")).containsExactly("p1");
    }

    /** Gives the array a number that whoever is about to order does not know, as a record does. */
    private void raise(String array) {
        lab.sites.with(world -> {
            FenceState seen = world.array(array).snapshot().fence("G1");
            Fence next =
                    new Fence(
                            "G1", "none", seen.term(), seen.sequence() + 1, "#" + seen.sequence());
            assertThatThrownBy(() -> world.array(array).order(new ArrayOrder.Delete(next)))
                    .isInstanceOf(ArrayFault.Refused.class);
            return world;
        });
    }

    @Test
    void pairsOfTheSameNamesElsewhereKeepNoLeg() {
        lab.apply(
                Resources.namespace("production-b"),
                Resources.namespace("local-b"),
                Resources.grant("local-b", List.of("G1"), "production-b"),
                remote("p1", "LU0", "LU0", DeletionPolicy.DELETE),
                Resources.pair(
                        "production-b",
                        "p1",
                        "G1",
                        new VolumeReference(null, "2a", "201b", "LU0"),
                        end("local-b", "LU0"),
                        DeletionPolicy.DELETE),
                Resources.namespace("intruder"),
                Resources.pair(
                        "intruder",
                        "stay",
                        "G1",
                        new VolumeReference("production", "2a", "201b", "LU0"),
                        end("local", "LU0"),
                        null));
        awaitReason("p1", "PairRegistered");
        lab.await(
                CopyPair.class,
                "intruder",
                "stay",
                p -> Resources.reason(p.getStatus()).equals("NotGranted"));
        lab.client.resource(remote("p1", "LU0", "LU0", null)).delete();
        OperatorLab.awaitIt().until(() -> events().contains("LegDissolved"));
        assertThat(pairs("2a")).isEmpty();
    }

    @Test
    void aLegThatAnotherPairSharesIsKept() {
        lab.apply(
                Resources.volume("production", "2a", "201b", "LU2", "211q", "64Ki"),
                remote("p1", "LU0", "LU0", DeletionPolicy.DELETE),
                remote("p3", "LU2", "LU1", null));
        awaitReason("p1", "PairRegistered");
        awaitReason("p3", "PairRegistered");
        lab.sites.changes().clear();
        lab.client.resource(remote("p1", "LU0", "LU0", null)).delete();
        lab.apply(Resources.volume("local", "2b", "201d", "LU9", "211z", "64Ki"));
        OperatorLab.awaitIt().until(() -> lab.sites.changes().contains("define 2b:201d/LU9"));
        assertThat(pairs("2a")).containsExactly("p1", "p3");
    }

    @Test
    void aDeletionThatTheArrayRefusesIsTold() {
        lab.apply(remote("p1", "LU0", "LU0", DeletionPolicy.DELETE));
        awaitReason("p1", "PairRegistered");
        lab.sites.kill("2a");
        lab.client.resource(remote("p1", "LU0", "LU0", null)).delete();
        OperatorLab.awaitIt().until(() -> events().contains("DeletionNotCarriedOut"));
    }

    @Test
    void aTerminatingNamespaceNeverTouchesAnArray() {
        lab.apply(remote("p1", "LU0", "LU0", DeletionPolicy.DELETE));
        awaitReason("p1", "PairRegistered");
        lab.sites.changes().clear();
        lab.client.namespaces().withName("production").delete();
        OperatorLab.awaitIt()
                .until(() -> lab.client.namespaces().withName("production").get() == null);
        lab.apply(Resources.volume("local", "2b", "201d", "LU9", "211z", "64Ki"));
        OperatorLab.awaitIt().until(() -> lab.sites.changes().contains("define 2b:201d/LU9"));
        assertThat(lab.sites.changes()).containsExactly("define 2b:201d/LU9");
        assertThat(pairs("2a")).containsExactly("p1");
    }

    private static CopyPair remote(
            String name, String primaryLu, String secondaryLu, @Nullable DeletionPolicy policy) {
        return Resources.pair(
                "production",
                name,
                "G1",
                new VolumeReference(null, "2a", "201b", primaryLu),
                end("local", secondaryLu),
                policy);
    }

    private static VolumeReference end(@Nullable String namespace, String lu) {
        return new VolumeReference(namespace, "2b", "201d", lu);
    }

    private List<String> pairs(String array) {
        return lab.sites.with(world ->
                world.array(array).snapshot().pairs().stream()
                        .map(PairState::definition)
                        .map(p -> p.name())
                        .toList());
    }

    private List<String> events() {
        return lab.client.v1().events().inAnyNamespace().list().getItems().stream()
                .map(Event::getReason)
                .toList();
    }

    private CopyPair awaitReason(String name, String reason) {
        return lab.await(
                CopyPair.class,
                "production",
                name,
                p -> Resources.reason(p.getStatus()).equals(reason));
    }
}
