package dev.trilith.operator.app;

import dev.trilith.operator.api.v1alpha1.ArrayStorage;
import dev.trilith.operator.api.v1alpha1.ConditionedStatus;
import dev.trilith.operator.api.v1alpha1.CopyPair;
import dev.trilith.operator.api.v1alpha1.CopyPairSpec;
import dev.trilith.operator.api.v1alpha1.CredentialsReference;
import dev.trilith.operator.api.v1alpha1.ExternalArray;
import dev.trilith.operator.api.v1alpha1.GrantedPeer;
import dev.trilith.operator.api.v1alpha1.HostTls;
import dev.trilith.operator.api.v1alpha1.SiteGrant;
import dev.trilith.operator.api.v1alpha1.SiteGrantSpec;
import dev.trilith.operator.api.v1alpha1.StatusCondition;
import dev.trilith.operator.api.v1alpha1.StorageSubsystem;
import dev.trilith.operator.api.v1alpha1.StorageSubsystemSpec;
import dev.trilith.operator.api.v1alpha1.VolumeDefinition;
import dev.trilith.operator.api.v1alpha1.VolumeDefinitionSpec;
import dev.trilith.operator.api.v1alpha1.VolumeReference;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Resources for tests: the committed example in small, and single ones. */
final class Resources {
    private static final Path EXAMPLE =
            Path.of(System.getProperty("trilith.root"), "examples", "three-sites");

    private static final List<String> FILES =
            List.of(
                    "namespaces.yaml",
                    "site-grants.yaml",
                    "storage-subsystems.yaml",
                    "table-500-volumes.yaml",
                    "table-300-remote-pairs.yaml",
                    "table-400-internal-pairs.yaml",
                    "drcycles.yaml");

    private Resources() {}

    /** The example's objects with 64Ki for 64Mi, 1Mi for 8Mi, and a pass every 200 ms. */
    static List<HasMetadata> example() {
        return example("");
    }

    /** The same in namespaces whose names begin with {@code prefix}. */
    static List<HasMetadata> example(String prefix) {
        List<HasMetadata> objects = new ArrayList<>();
        for (String file : FILES) {
            objects.addAll(documents(read(file).replace("namespace: ", "namespace: " + prefix)));
        }
        objects.stream()
                .filter(Namespace.class::isInstance)
                .map(HasMetadata::getMetadata)
                .forEach(namespace -> namespace.setName(prefix + namespace.getName()));
        return objects;
    }

    private static String read(String file) {
        try {
            return Files.readString(EXAMPLE.resolve(file))
                    .replace("64Mi", "64Ki")
                    .replace("8Mi", "1Mi")
                    .replace("interval: 5s", "interval: 200ms");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<HasMetadata> documents(String yaml) {
        List<HasMetadata> objects = new ArrayList<>();
        for (String document : yaml.split("(?m)^---\n", -1)) {
            HasMetadata object = Serialization.unmarshal(document, HasMetadata.class);
            objects.add(object);
        }
        return objects;
    }

    static Namespace namespace(String name) {
        return new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build();
    }

    static StorageSubsystem subsystem(String namespace, String name, String... ports) {
        StorageSubsystem subsystem = new StorageSubsystem();
        subsystem.setMetadata(metadata(namespace, name));
        subsystem.setSpec(
                new StorageSubsystemSpec(
                        List.of(ports),
                        new ArrayStorage(new Quantity("1Gi"), null, null, null, null),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null));
        return subsystem;
    }

    static StorageSubsystem withHostTls(StorageSubsystem plain, HostTls tls) {
        StorageSubsystemSpec spec = plain.getSpec();
        ArrayStorage storage = Objects.requireNonNull(spec.storage());
        plain.setSpec(
                new StorageSubsystemSpec(
                        spec.ports(),
                        new ArrayStorage(storage.size(), null, null, tls, null),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null));
        return plain;
    }

    /** The same array, which asks for the token in a Secret. */
    static StorageSubsystem guarded(StorageSubsystem open, String secret) {
        StorageSubsystemSpec spec = open.getSpec();
        ArrayStorage storage = Objects.requireNonNull(spec.storage());
        open.setSpec(
                new StorageSubsystemSpec(
                        spec.ports(),
                        new ArrayStorage(
                                storage.size(), null, new CredentialsReference(secret), null, null),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null));
        return open;
    }

    /** An array that somebody else runs, with the token in Secret {@code secret}, if any. */
    static StorageSubsystem external(
            String namespace, String name, String port, @Nullable String secret) {
        StorageSubsystem subsystem = new StorageSubsystem();
        subsystem.setMetadata(metadata(namespace, name));
        subsystem.setSpec(
                new StorageSubsystemSpec(
                        List.of(port),
                        null,
                        null,
                        new ExternalArray(
                                "http://10.0.0.1:8080",
                                "10.0.0.1:10800",
                                null,
                                secret == null ? null : new CredentialsReference(secret)),
                        null,
                        null,
                        null,
                        null,
                        null));
        return subsystem;
    }

    /** The consent of {@code namespace} that {@code peers} name it for {@code groups}. */
    static SiteGrant grant(String namespace, List<String> groups, String... peers) {
        SiteGrant grant = new SiteGrant();
        grant.setMetadata(metadata(namespace, "consent"));
        grant.setSpec(
                new SiteGrantSpec(
                        groups,
                        Stream.of(peers).map(peer -> new GrantedPeer(peer, null, null)).toList()));
        return grant;
    }

    /** A Secret with a token. */
    static Secret secret(String namespace, String name, String token) {
        return new SecretBuilder()
                .withMetadata(metadata(namespace, name))
                .withType(CredentialsReference.TYPE)
                .withData(
                        Map.of(
                                CredentialsReference.TOKEN,
                                Base64.getEncoder()
                                        .encodeToString(token.getBytes(StandardCharsets.UTF_8))))
                .build();
    }

    static VolumeDefinition volume(
            String namespace, String subsystem, String port, String lu, String drive, String size) {
        VolumeDefinition volume = new VolumeDefinition();
        volume.setMetadata(
                metadata(namespace, (subsystem + "-" + drive).toLowerCase(java.util.Locale.ROOT)));
        volume.setSpec(
                new VolumeDefinitionSpec(subsystem, port, lu, drive, new Quantity(size), false));
        return volume;
    }

    static CopyPair pair(
            String namespace,
            String name,
            String group,
            VolumeReference primary,
            VolumeReference secondary,
            CopyPairSpec.@Nullable DeletionPolicy policy) {
        CopyPair pair = new CopyPair();
        pair.setMetadata(metadata(namespace, name));
        pair.setSpec(new CopyPairSpec(null, group, primary, secondary, policy));
        return pair;
    }

    /** What the cluster says of a running array: ports by name at this address. */
    static EndpointSlice slice(
            String namespace, String subsystem, String address, String... ports) {
        List<EndpointPort> named = new ArrayList<>();
        named.add(port("rest", 8080));
        named.add(port("link", 10800));
        for (String port : ports) {
            named.add(port("nbd-" + port, 10809 + named.size() - 2));
        }
        return new EndpointSliceBuilder()
                .withNewMetadata()
                .withName("array-" + subsystem + "-test")
                .withNamespace(namespace)
                .withLabels(Map.of("kubernetes.io/service-name", "array-" + subsystem))
                .endMetadata()
                .withAddressType("IPv4")
                .addNewEndpoint()
                .withAddresses(address)
                .withNewConditions()
                .withReady(true)
                .endConditions()
                .endEndpoint()
                .withPorts(named)
                .build();
    }

    /** The condition of that type. */
    static Optional<StatusCondition> condition(@Nullable ConditionedStatus status, String type) {
        List<StatusCondition> conditions = status == null ? null : status.conditions();
        return conditions == null
                ? Optional.empty()
                : conditions.stream().filter(c -> c.type().equals(type)).findFirst();
    }

    /** Whether Ready is true. */
    static boolean ready(@Nullable ConditionedStatus status) {
        return condition(status, "Ready").filter(c -> c.status().equals("True")).isPresent();
    }

    /** Why Ready is what it is; empty while nobody has said. */
    static String reason(@Nullable ConditionedStatus status) {
        return condition(status, "Ready").map(StatusCondition::reason).orElse("");
    }

    private static EndpointPort port(String name, int number) {
        return new EndpointPortBuilder()
                .withName(name)
                .withPort(number)
                .withProtocol("TCP")
                .build();
    }

    static ObjectMeta metadata(String namespace, String name) {
        return new ObjectMetaBuilder().withName(name).withNamespace(namespace).build();
    }
}
