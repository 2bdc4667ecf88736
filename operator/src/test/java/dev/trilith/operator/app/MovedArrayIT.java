package dev.trilith.operator.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.operator.api.v1alpha1.DRCycle;
import dev.trilith.operator.api.v1alpha1.Recovery;
import dev.trilith.operator.api.v1alpha1.StorageSubsystem;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Local's array moves while remote recovers from the loss of production. */
class MovedArrayIT {
    private final OperatorLab lab = new OperatorLab();

    @AfterEach
    void stop() {
        lab.close();
    }

    /** 2b and 2c were started again, and each got the other's address. */
    @Test
    void anArrayAtWhoseOldAddressAnotherAnswersIsFound() {
        started();
        lab.sites.moveTo("2b", "10.0.0.2", "");
        lose();
        awaitRecovery(r -> Resources.reason(r.getStatus()).equals("AnswerNotUnderstood"));
        arrives();
    }

    /** Before the program sees another's answer, the operator asks whose the array is. */
    @Test
    void anArrayAtWhoseOldAddressAnotherOfItsOwnersAnswersIsFound() {
        started();
        lab.sites.copying(false);
        lose();
        OperatorLab.awaitIt()
                .until(() -> lab.sites.changes().stream().anyMatch(c -> c.contains("seal G1 2")));
        awaitRecovery(r -> Resources.reason(r.getStatus()).equals("Copying"));
        lab.sites.moveTo("2b", "10.0.0.2", "local/" + lab.uid("local"));
        awaitRecovery(r -> Resources.reason(r.getStatus()).equals("ArrayContradictory"));
        lab.sites.copying(true);
        arrives();
    }

    @Test
    void anArrayIsFoundThoughAnotherSitesTokenIsMissing() {
        lab.startOperator();
        lab.apply(Resources.namespace("remote"), Resources.secret("remote", "own", "token"));
        for (HasMetadata object : Resources.example()) {
            boolean own =
                    object instanceof StorageSubsystem
                            && object.getMetadata().getName().equals("2c");
            lab.apply(own ? Resources.guarded((StorageSubsystem) object, "own") : object);
        }
        cycling();
        lab.sites.moveTo("2b", "10.0.0.2");
        lose();
        awaitRecovery(r -> Resources.reason(r.getStatus()).equals("SiteSilent"));
        lab.client.secrets().inNamespace("remote").withName("own").delete();
        arrives();
    }

    private void started() {
        lab.startOperator();
        lab.applyExample();
        cycling();
    }

    private void cycling() {
        await("production", c -> Objects.requireNonNullElse(c.getStatus().cycle(), 0L) >= 2);
        await("remote", c -> Resources.reason(c.getStatus()).equals("Watching"));
    }

    private void lose() {
        lab.cluster.onNamespaceTerminating(namespace -> lab.sites.kill("2a"));
        lab.client.namespaces().withName("production").delete();
    }

    private void arrives() {
        lab.apply(Resources.slice("local", "2b", "10.0.0.2", "201c", "201d"));
        Recovery recovered = awaitRecovery(r -> Resources.ready(r.getStatus()));
        assertThat(Objects.requireNonNull(recovered.getStatus().plan()))
                .anyMatch(s -> s.action().contains("H2"));
    }

    private Recovery awaitRecovery(Predicate<Recovery> wanted) {
        return OperatorLab.awaitIt()
                .until(
                        () -> recoveries().stream().filter(wanted).findFirst().orElse(null),
                        Objects::nonNull);
    }

    private List<Recovery> recoveries() {
        return lab.client.resources(Recovery.class).inAnyNamespace().list().getItems();
    }

    private void await(String namespace, Predicate<DRCycle> wanted) {
        lab.await(
                DRCycle.class,
                namespace,
                "three-sites",
                c -> c.getStatus() != null && wanted.test(c));
    }
}
