package dev.trilith.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trilith.cli.fault.CliFailure;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which cluster a site is in, from what the user says; nobody is asked for that. */
class ClusterAccessTest {
    @TempDir private Path folder = Path.of("");

    private Path kubeconfig = Path.of("");

    @BeforeEach
    void write() throws IOException {
        kubeconfig = folder.resolve("config");
        Files.writeString(
                kubeconfig,
                """
                apiVersion: v1
                kind: Config
                current-context: a
                clusters:
                - {name: one, cluster: {server: "https://192.0.2.1:6443"}}
                - {name: two, cluster: {server: "https://192.0.2.2:6443"}}
                users:
                - {name: me, user: {token: abc}}
                contexts:
                - {name: a, context: {cluster: one, user: me}}
                - {name: b, context: {cluster: two, user: me}}
                """);
    }

    @Test
    void one_context_serves_all_sites() {
        try (ClusterAccess access = ClusterAccess.open(kubeconfig, "b")) {
            assertThat(access.all()).hasSize(1);
            assertThat(access.of("production")).isSameAs(access.of("remote"));
            assertThat(access.words()).contains("192.0.2.2:6443");
        }
        try (ClusterAccess access = ClusterAccess.open(kubeconfig, null)) {
            assertThat(access.words()).contains("192.0.2.1:6443");
        }
    }

    @Test
    void each_site_may_have_a_context_of_its_own() {
        try (ClusterAccess access = ClusterAccess.open(kubeconfig, "production=a,remote=b")) {
            assertThat(access.of("production").getConfiguration().getMasterUrl())
                    .contains("192.0.2.1");
            assertThat(access.of("remote").getConfiguration().getMasterUrl()).contains("192.0.2.2");
            assertThatThrownBy(() -> access.of("local"))
                    .isInstanceOf(CliFailure.class)
                    .hasMessageContaining("no context for site local");
        }
    }

    @Test
    void what_is_not_there_is_named() {
        assertThatThrownBy(() -> ClusterAccess.open(kubeconfig, "c"))
                .isInstanceOf(CliFailure.class)
                .hasMessage("the kubeconfig has no context c, but a, b.");
        assertThatThrownBy(() -> ClusterAccess.open(folder.resolve("none"), null))
                .isInstanceOf(CliFailure.class)
                .hasMessageContaining("is not a file");
        assertThatThrownBy(() -> ClusterAccess.open(kubeconfig, "production=a,production=b"))
                .isInstanceOf(CliFailure.class)
                .hasMessageContaining("SITE=CONTEXT");
    }

    @Test
    void nothing_found_is_not_taken_for_a_cluster() {
        Config nothing =
                new ConfigBuilder(Config.empty())
                        .withMasterUrl("https://kubernetes.default.svc/")
                        .build();
        assertThatThrownBy(() -> ClusterAccess.requireCluster(nothing))
                .isInstanceOf(CliFailure.class)
                .hasMessageContaining("no kubeconfig")
                .hasMessageContaining("--kubeconfig");
    }
}
