package dev.trilith.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import org.junit.jupiter.api.Test;

class PredecessorsTest {
    private final Predecessors<ConfigMap> predecessors = new Predecessors<>();

    private static ConfigMap named(String name, String uid) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace("production")
                .withName(name)
                .withUid(uid)
                .endMetadata()
                .build();
    }

    @Test
    void oneThatIsMadeAnewUnderTheSameNameHasAPredecessorOnce() {
        assertThat(predecessors.before(named("a", "1"))).isEmpty();
        assertThat(predecessors.before(named("a", "1"))).isEmpty();
        assertThat(predecessors.before(named("b", "2"))).isEmpty();
        assertThat(predecessors.before(named("a", "3"))).contains(named("a", "1"));
        assertThat(predecessors.before(named("a", "3"))).isEmpty();
    }

    @Test
    void whatWasSeenToGoHasNoSuccessor() {
        ConfigMap first = named("a", "1");
        assertThat(predecessors.before(first)).isEmpty();
        predecessors.gone(first);
        assertThat(predecessors.before(named("a", "2"))).isEmpty();
        predecessors.gone(first); // told late
        assertThat(predecessors.before(named("a", "3"))).isPresent();
    }
}
