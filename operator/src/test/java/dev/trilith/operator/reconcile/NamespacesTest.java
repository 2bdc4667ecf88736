package dev.trilith.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.operator.api.v1alpha1.SeenNamespace;
import dev.trilith.operator.api.v1alpha1.SiteGrant;
import dev.trilith.operator.api.v1alpha1.StorageSubsystem;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamespacesTest {
    /** Who may not look knows nothing; whom nobody answers must not take that for an answer. */
    @ParameterizedTest
    @CsvSource({"403, NONE", "429, UNKNOWN", "500, UNKNOWN", "0, UNKNOWN"})
    void anApiServerThatDoesNotSayIsNoSign(int code, Namespaces.Sign sign) {
        ClusterView refusing =
                new ClusterView() {
                    @Override
                    public @Nullable StorageSubsystem subsystem(String namespace, String name) {
                        return null;
                    }

                    @Override
                    public List<SiteGrant> grants(String namespace) {
                        return List.of();
                    }

                    @Override
                    public @Nullable Namespace namespace(String name) {
                        throw new KubernetesClientException("no", code, null);
                    }
                };
        List<SeenNamespace> seen = List.of(new SeenNamespace("production", "1"));
        assertThat(new Namespaces(refusing).look("production", seen).sign()).isEqualTo(sign);
    }
}
