package dev.trilith.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.trilith.cli.fault.CliFailure;
import dev.trilith.cli.lab.LabLogging;
import dev.trilith.cli.nbd.NbdClient;
import dev.trilith.cli.nbd.NbdUri;
import dev.trilith.cli.testing.ArrayServer;
import dev.trilith.cli.testing.StartCaches;
import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.array.VolumeSpec;
import dev.trilith.operator.api.v1alpha1.ArrayStorage;
import dev.trilith.operator.api.v1alpha1.ChainSite;
import dev.trilith.operator.api.v1alpha1.CredentialsReference;
import dev.trilith.operator.api.v1alpha1.StorageSubsystem;
import dev.trilith.operator.api.v1alpha1.StorageSubsystemSpec;
import dev.trilith.operator.array.RestStorageArray;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real array behind forwarded ports: its management, its volumes, and a restart of its pod. */
class ArrayDoorIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final ChainSite SITE = new ChainSite("production", "plant", "2a");
    private static final String POD = "/api/v1/namespaces/plant/pods/array-2a-0";

    @TempDir private Path folder = Path.of("");

    @BeforeAll
    static void prepare() throws Exception {
        StartCaches.make();
        LabLogging.quiet();
    }

    private static StorageSubsystem subsystem(@Nullable String secret) {
        StorageSubsystem subsystem = new StorageSubsystem();
        subsystem.setSpec(
                new StorageSubsystemSpec(
                        List.of("2012a"),
                        new ArrayStorage(
                                new Quantity("1Gi"),
                                null,
                                secret == null ? null : new CredentialsReference(secret),
                                null,
                                null),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null));
        return subsystem;
    }

    private static KubernetesClient client(ForwardingApi api) {
        Config config =
                new ConfigBuilder(Config.empty())
                        .withMasterUrl(api.url())
                        .withRequestRetryBackoffLimit(0)
                        .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    private static String pod(ArrayServer array) {
        return """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"array-2a-0","namespace":"plant"},
         "spec":{"containers":[{"name":"array","ports":[
           {"name":"rest","containerPort":%d},
           {"name":"link","containerPort":1},
           {"name":"nbd-2012a","containerPort":%d}]}]}}
        """
                .formatted(URI.create(array.rest()).getPort(), array.host("LU0").port());
    }

    @Test
    void an_array_is_managed_and_used_through_forwarded_ports_also_after_a_restart()
            throws Exception {
        ArrayServer array = new ArrayServer("2a", folder);
        array.start();
        new RestStorageArray(HttpClient.newHttpClient(), "2a", array.rest(), null, LIMIT)
                .defineVolume(
                        new VolumeSpec(
                                new VolumeAddress("2a", array.port(), "LU0"),
                                "211a",
                                4 << 20,
                                false));
        try (ForwardingApi api = new ForwardingApi();
                KubernetesClient client = client(api)) {
            api.put(POD, pod(array));
            try (ArrayDoor door = ArrayDoor.open(client, SITE, subsystem(null))) {
                assertThat(door.arrays().show(door.rest()).name()).isEqualTo("2a");
                NbdUri volume = NbdUri.parse("nbd://" + door.nbd("2012a") + "/LU0");
                byte[] bytes = new byte[3 << 20];
                new SplittableRandom(1).nextBytes(bytes);
                try (NbdClient host = NbdClient.connect(volume, LIMIT)) {
                    host.write(4096, ByteBuffer.wrap(bytes), false);
                    host.flush();
                    assertThat(read(host, bytes.length)).isEqualTo(bytes);
                    array.kill();
                    assertThatThrownBy(() -> read(host, 1)).isInstanceOf(IOException.class);
                }
                assertThatThrownBy(() -> door.arrays().show(door.rest()))
                        .isInstanceOf(CliFailure.class);
                array.start();
                await().atMost(LIMIT)
                        .untilAsserted(() ->
                                assertThat(door.arrays().show(door.rest()).volumes()).hasSize(1));
                try (NbdClient host = NbdClient.connect(volume, LIMIT)) {
                    assertThat(read(host, bytes.length)).isEqualTo(bytes);
                }
            }
        } finally {
            array.kill();
        }
    }

    @Test
    void a_pod_or_a_token_that_is_not_there_is_named() throws Exception {
        try (ForwardingApi api = new ForwardingApi();
                KubernetesClient client = client(api)) {
            assertThatThrownBy(() -> ArrayDoor.open(client, SITE, subsystem(null)))
                    .isInstanceOf(CliFailure.class)
                    .hasMessageContaining("no pod array-2a-0 in namespace plant");
            assertThatThrownBy(() -> ArrayDoor.open(client, SITE, subsystem("key")))
                    .isInstanceOf(CliFailure.class)
                    .hasMessageContaining("Secret plant/key with the token of array 2a");
        }
    }

    private static byte[] read(NbdClient host, int length) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(length);
        host.read(4096, target);
        return target.array();
    }
}
