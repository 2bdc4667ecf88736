package dev.trilith.cli.cluster;

import dev.trilith.cli.fault.CliFailure;
import dev.trilith.cli.lab.ArrayClient;
import dev.trilith.operator.api.v1alpha1.ArrayEndpoints;
import dev.trilith.operator.api.v1alpha1.ArrayStorage;
import dev.trilith.operator.api.v1alpha1.ChainSite;
import dev.trilith.operator.api.v1alpha1.CredentialsReference;
import dev.trilith.operator.api.v1alpha1.ExternalArray;
import dev.trilith.operator.api.v1alpha1.NbdEndpoint;
import dev.trilith.operator.api.v1alpha1.StorageSubsystem;
import dev.trilith.operator.translate.ArrayNames;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The way to one array from outside its cluster: each port of its pod at a port of this machine, as
 * {@code kubectl port-forward} does it, and its token. Every connection is forwarded anew, so it
 * still leads to the array when its pod was restarted. An external array is dialled as it stands.
 *
 * <p>Safe for use by many threads.
 */
final class ArrayDoor implements AutoCloseable {
    private final ArrayClient arrays;
    private final String rest;
    private final Map<String, String> nbd;
    private final Map<String, LocalPortForward> forwards;

    private ArrayDoor(
            @Nullable String token,
            String rest,
            Map<String, String> nbd,
            Map<String, LocalPortForward> forwards) {
        this.arrays = new ArrayClient(token);
        this.rest = rest;
        this.nbd = Map.copyOf(nbd);
        this.forwards = forwards;
    }

    /**
     * The way to a site's array, which must be ready.
     *
     * @throws CliFailure if its pod or its token is not there
     */
    static ArrayDoor open(KubernetesClient client, ChainSite site, StorageSubsystem subsystem) {
        ExternalArray external = subsystem.getSpec().external();
        ArrayStorage storage = subsystem.getSpec().storage();
        CredentialsReference credentials =
                external != null
                        ? external.credentialsRef()
                        : storage == null ? null : storage.credentialsRef();
        String token = credentials == null ? null : token(client, site, credentials);
        return external == null
                ? forwarded(client, site, token)
                : direct(
                        new ArrayEndpoints(
                                external.endpoint(),
                                external.linkEndpoint(),
                                external.nbd() == null ? List.of() : external.nbd()),
                        token);
    }

    /** An array that is dialled as it stands. */
    static ArrayDoor direct(ArrayEndpoints endpoints, @Nullable String token) {
        Map<String, String> nbd = new HashMap<>();
        for (NbdEndpoint endpoint : endpoints.nbd()) {
            nbd.put(endpoint.port(), endpoint.address());
        }
        return new ArrayDoor(token, endpoints.rest(), nbd, Map.of());
    }

    private static ArrayDoor forwarded(
            KubernetesClient client, ChainSite site, @Nullable String token) {
        String name = ArrayNames.pod(site.subsystemRef());
        Pod pod = client.pods().inNamespace(site.namespace()).withName(name).get();
        if (pod == null) {
            throw new CliFailure("there is no pod " + name + " in namespace " + site.namespace());
        }
        Map<String, LocalPortForward> forwards = new HashMap<>();
        Map<String, String> nbd = new HashMap<>();
        for (Container container : pod.getSpec().getContainers()) {
            for (ContainerPort port : container.getPorts()) {
                if (ArrayNames.LINK.equals(port.getName())) {
                    continue;
                }
                LocalPortForward forward =
                        client.pods()
                                .inNamespace(site.namespace())
                                .withName(name)
                                .portForward(
                                        port.getContainerPort(),
                                        InetAddress.getLoopbackAddress(),
                                        0);
                forwards.put(port.getName(), forward);
                if (port.getName().startsWith(ArrayNames.NBD_PREFIX)) {
                    nbd.put(
                            port.getName().substring(ArrayNames.NBD_PREFIX.length()),
                            address(forward));
                }
            }
        }
        LocalPortForward rest = forwards.get(ArrayNames.REST);
        if (rest == null) {
            throw new CliFailure("pod " + name + " has no port " + ArrayNames.REST);
        }
        return new ArrayDoor(token, "http://" + address(rest), nbd, forwards);
    }

    /** Asks the array. */
    ArrayClient arrays() {
        return arrays;
    }

    /** Its management URL, as reached from here. */
    String rest() {
        return rest;
    }

    /** Where a port of it is reached over NBD, or null if it is not. */
    @Nullable String nbd(String port) {
        return nbd.get(port);
    }

    @Override
    public void close() {
        arrays.close();
        for (LocalPortForward forward : forwards.values()) {
            try {
                forward.close();
            } catch (IOException e) {
                throw new CliFailure("a forwarded port cannot be closed: " + e.getMessage(), e);
            }
        }
    }

    private static String token(
            KubernetesClient client, ChainSite site, CredentialsReference credentials) {
        Secret secret =
                client.secrets().inNamespace(site.namespace()).withName(credentials.name()).get();
        String encoded =
                secret == null || secret.getData() == null
                        ? null
                        : secret.getData().get(CredentialsReference.TOKEN);
        if (encoded == null) {
            throw new CliFailure(
                    "Secret "
                            + site.namespace()
                            + "/"
                            + credentials.name()
                            + " with the token of array "
                            + site.subsystemRef()
                            + " is not there, or has no key "
                            + CredentialsReference.TOKEN
                            + ".");
        }
        return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8).strip();
    }

    private static String address(LocalPortForward forward) {
        return InetAddress.getLoopbackAddress().getHostAddress() + ":" + forward.getLocalPort();
    }
}
