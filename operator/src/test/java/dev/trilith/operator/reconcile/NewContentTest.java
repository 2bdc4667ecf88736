package dev.trilith.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.operator.api.v1alpha1.SiteGrant;
import dev.trilith.operator.status.StatusDoor;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class NewContentTest {
    private static SiteGrant grant(UnaryOperator<ObjectMetaBuilder> metadata) {
        SiteGrant grant = new SiteGrant();
        grant.setMetadata(
                metadata.apply(
                                new ObjectMetaBuilder()
                                        .withName("consent")
                                        .withUid("1")
                                        .withGeneration(1L)
                                        .withResourceVersion("1"))
                        .build());
        return grant;
    }

    private static boolean concerns(UnaryOperator<ObjectMetaBuilder> change) {
        return new NewContent().accept(grant(change), grant(m -> m));
    }

    @Test
    void aChangeOfTheStatusConcernsNobody() {
        assertThat(concerns(m -> m.withResourceVersion("2"))).isFalse();
    }

    @Test
    void anotherSpecDoes() {
        assertThat(concerns(m -> m.withGeneration(2L))).isTrue();
    }

    @Test
    void anotherResourceOfTheSameNameDoes() {
        assertThat(concerns(m -> m.withUid("2"))).isTrue();
    }

    @Test
    void aStatusWrittenBySomebodyElseDoes() {
        UnaryOperator<ObjectMetaBuilder> own = m -> written(m, StatusDoor.FIELD_MANAGER);
        assertThat(concerns(own)).isFalse();
        UnaryOperator<ObjectMetaBuilder> other = m -> written(m, "kubectl-edit");
        assertThat(concerns(other)).isTrue();
        assertThat(new NewContent().accept(grant(other), grant(other))).isFalse();
    }

    private static ObjectMetaBuilder written(ObjectMetaBuilder metadata, String manager) {
        return metadata.addNewManagedField()
                .withManager(manager)
                .withOperation("Update")
                .withSubresource("status")
                .withTime("2026-11-26T00:00:00Z")
                .endManagedField();
    }

    @Test
    void itsEndDoes() {
        assertThat(concerns(m -> m.withDeletionTimestamp("2026-11-26T00:00:00Z"))).isTrue();
    }
}
