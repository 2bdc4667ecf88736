package dev.trilith.operator.app;

import dev.trilith.operator.api.v1alpha1.DRCycle;
import dev.trilith.operator.api.v1alpha1.StorageSubsystem;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is over in a moment takes no running program away: hosts that it holds would wait. */
class PassingTroubleIT {
    /** The cycle is looked at every two seconds. */
    private static final Duration LOOKED = Duration.ofSeconds(4);

    private final OperatorLab lab = new OperatorLab();

    @AfterEach
    void stop() {
        lab.close();
    }

    @Test
    void anApiServerThatIsBusyStopsNoCycle() {
        cycling();
        AtomicBoolean busy = new AtomicBoolean(true);
        lab.cluster.busy(path -> busy.get() && path.endsWith("/namespaces/local/secrets/own"));
        OperatorLab.awaitIt()
                .during(LOOKED)
                .until(() -> said().noneMatch(body -> body.contains("ApiRefused")));
        busy.set(false);
        goesOn();
    }

    @Test
    void anAnswerThatIsNotUnderstoodEndsNoProgram() {
        cycling();
        lab.sites.moveTo("2b", "10.0.0.2", "");
        awaitReason("AnswerNotUnderstood");
        OperatorLab.awaitIt()
                .during(LOOKED)
                .until(() -> said().noneMatch(body -> body.contains("ArrayContradictory")));
        lab.sites.moveTo("2b", "10.0.0.1");
        goesOn();
    }

    /** The pod is not ready for a moment; its array goes on, and asks for its token as before. */
    @Test
    void anArrayWhoseAddressIsNotKnownIsStillShownItsToken() {
        cycling();
        lab.client.resources(EndpointSlice.class).inNamespace("local").delete();
        lab.await(
                StorageSubsystem.class,
                "local",
                "2b",
                s -> s.getStatus() != null && s.getStatus().endpoints() == null);
        OperatorLab.awaitIt()
                .during(LOOKED)
                .until(() -> said().noneMatch(body -> body.contains("Unauthenticated")));
        goesOn();
    }

    private void cycling() {
        lab.sites.demand("2b", "token");
        lab.startOperator();
        lab.apply(Resources.namespace("local"), Resources.secret("local", "own", "token"));
        for (HasMetadata object : Resources.example()) {
            boolean local =
                    object instanceof StorageSubsystem
                            && object.getMetadata().getName().equals("2b");
            lab.apply(local ? Resources.guarded((StorageSubsystem) object, "own") : object);
        }
        goesOn();
        lab.forgetWrites();
    }

    private void goesOn() {
        long before = await(c -> true);
        await(c -> cycle(c) >= before + 2 && Resources.ready(c.getStatus()));
    }

    /** What the cycle's status said since then. */
    private Stream<String> said() {
        return lab.writes().stream()
                .filter(w -> w.status() && w.path().contains("/namespaces/production/drcycles/"))
                .map(w -> w.body());
    }

    private void awaitReason(String reason) {
        await(c -> Resources.reason(c.getStatus()).equals(reason));
    }

    private long await(Predicate<DRCycle> wanted) {
        return cycle(lab.await(DRCycle.class, "production", "three-sites", wanted));
    }

    private static long cycle(DRCycle cycle) {
        return cycle.getStatus() == null
                ? 0
                : Objects.requireNonNullElse(cycle.getStatus().cycle(), 0L);
    }
}
