package dev.trilith.operator.translate;

import dev.trilith.operator.api.v1alpha1.ArrayEndpoints;
import dev.trilith.operator.api.v1alpha1.ExternalArray;
import dev.trilith.operator.api.v1alpha1.NbdEndpoint;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServiceStatus;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where an array is dialled, from what the cluster says of its pod or from what the user says. */
public final class EndpointReader {
    private EndpointReader() {}

    /** The endpoints of the array behind these slices; empty while no pod is ready. */
    public static Optional<ArrayEndpoints> of(Collection<EndpointSlice> slices) {
        return slices.stream()
                .sorted(Comparator.comparing(slice -> slice.getMetadata().getName()))
                .flatMap(slice -> read(slice).stream())
                .findFirst();
    }

    /** The endpoints that the user gave. */
    public static ArrayEndpoints of(ExternalArray external) {
        List<NbdEndpoint> nbd = external.nbd();
        return new ArrayEndpoints(
                external.endpoint(), external.linkEndpoint(), nbd == null ? List.of() : nbd);
    }

    /**
     * The endpoints at which other clusters reach the array.
     *
     * @param service the Service in front of it
     * @param nodeHost a node's address, for a Service of type NodePort
     * @return empty while the cluster has not given the Service an address
     */
    public static Optional<ArrayEndpoints> of(Service service, @Nullable String nodeHost) {
        boolean nodePort = "NodePort".equals(service.getSpec().getType());
        Optional<String> host =
                nodePort ? Optional.ofNullable(nodeHost) : ingress(service.getStatus());
        Map<String, Integer> ports = new HashMap<>();
        for (ServicePort port : orEmpty(service.getSpec().getPorts())) {
            Integer number = nodePort ? port.getNodePort() : port.getPort();
            if (number != null) {
                ports.put(port.getName(), number);
            }
        }
        return host.flatMap(h -> endpoints(bracketed(h), ports));
    }

    private static Optional<String> ingress(@Nullable ServiceStatus status) {
        if (status == null || status.getLoadBalancer() == null) {
            return Optional.empty();
        }
        return orEmpty(status.getLoadBalancer().getIngress()).stream()
                .map(ingress -> ingress.getIp() == null ? ingress.getHostname() : ingress.getIp())
                .filter(Objects::nonNull)
                .findFirst();
    }

    private static Optional<ArrayEndpoints> read(EndpointSlice slice) {
        Optional<String> host =
                orEmpty(slice.getEndpoints()).stream()
                        .filter(EndpointReader::ready)
                        .flatMap(endpoint -> endpoint.getAddresses().stream())
                        .findFirst()
                        .map(EndpointReader::bracketed);
        Map<String, Integer> ports = new HashMap<>();
        for (EndpointPort port : orEmpty(slice.getPorts())) {
            if (port.getName() != null && port.getPort() != null) {
                ports.put(port.getName(), port.getPort());
            }
        }
        return host.flatMap(address -> endpoints(address, ports));
    }

    private static Optional<ArrayEndpoints> endpoints(String address, Map<String, Integer> ports) {
        Integer rest = ports.get(ArrayNames.REST);
        Integer link = ports.get(ArrayNames.LINK);
        if (rest == null || link == null) {
            return Optional.empty();
        }
        return Optional.of(
                new ArrayEndpoints(
                        "http://" + address + ":" + rest,
                        address + ":" + link,
                        ports.entrySet().stream()
                                .filter(port -> port.getKey().startsWith(ArrayNames.NBD_PREFIX))
                                .sorted(Map.Entry.comparingByKey())
                                .map(port -> nbd(address, port))
                                .toList()));
    }

    /** A literal IPv6 address stands in brackets before a port. */
    private static String bracketed(String address) {
        return address.contains(":") ? "[" + address + "]" : address;
    }

    private static NbdEndpoint nbd(String address, Map.Entry<String, Integer> port) {
        return new NbdEndpoint(
                port.getKey().substring(ArrayNames.NBD_PREFIX.length()),
                address + ":" + port.getValue());
    }

    /** The API server leaves out a list that is empty. */
    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    private static boolean ready(Endpoint endpoint) {
        return endpoint.getConditions() == null
                || endpoint.getConditions().getReady() == null
                || endpoint.getConditions().getReady();
    }
}
