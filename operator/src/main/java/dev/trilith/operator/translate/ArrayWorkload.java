package dev.trilith.operator.translate;

import dev.trilith.operator.api.v1alpha1.ArrayStorage;
import dev.trilith.operator.api.v1alpha1.StorageSubsystem;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What runs an array in a cluster: a headless Service that gives its pod an address, and a
 * StatefulSet of one pod with its own disk. They belong to the StorageSubsystem and go with it, but
 * for the disk.
 */
public final class ArrayWorkload {
    private static final String DATA = "data";
    private static final long USER = 10001;

    private final StorageSubsystem subsystem;
    private final String name;
    private final String image;

    private ArrayWorkload(StorageSubsystem subsystem, String defaultImage) {
        this.subsystem = subsystem;
        this.name = subsystem.getMetadata().getName();
        String own = subsystem.getSpec().image();
        this.image = own == null ? defaultImage : own;
    }

    /** The objects that run {@code subsystem}; empty if it is external. */
    public static List<HasMetadata> of(StorageSubsystem subsystem, String defaultImage) {
        ArrayStorage storage = subsystem.getSpec().storage();
        if (storage == null) {
            return List.of();
        }
        ArrayWorkload workload = new ArrayWorkload(subsystem, defaultImage);
        return List.of(workload.service(), workload.statefulSet(storage));
    }

    private Service service() {
        return new ServiceBuilder()
                .withMetadata(metadata())
                .withNewSpec()
                .withClusterIP("None")
                .withSelector(selector())
                .withPorts(containerPorts().stream().map(ArrayWorkload::servicePort).toList())
                .endSpec()
                .build();
    }

    private StatefulSet statefulSet(ArrayStorage storage) {
        return new StatefulSetBuilder()
                .withMetadata(metadata())
                .withNewSpec()
                .withReplicas(1)
                .withServiceName(ArrayNames.workload(name))
                .withNewSelector()
                .withMatchLabels(selector())
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(labels())
                .endMetadata()
                .withNewSpec()
                .withAutomountServiceAccountToken(false)
                .withTerminationGracePeriodSeconds(10L)
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withRunAsUser(USER)
                .withRunAsGroup(USER)
                .withFsGroup(USER)
                .withFsGroupChangePolicy("OnRootMismatch")
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .withContainers(container())
                .endSpec()
                .endTemplate()
                .withVolumeClaimTemplates(claim(storage))
                .endSpec()
                .build();
    }

    private Container container() {
        return new ContainerBuilder()
                .withName("array")
                .withImage(image)
                .withArgs(arguments())
                .withPorts(containerPorts())
                .withStartupProbe(probe("/q/health/started", 60))
                .withReadinessProbe(probe("/q/health/ready", 3))
                .withLivenessProbe(probe("/q/health/live", 6))
                .withNewSecurityContext()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .endSecurityContext()
                .addNewVolumeMount()
                .withName(DATA)
                .withMountPath("/data")
                .endVolumeMount()
                .build();
    }

    private List<String> arguments() {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--name",
                                name,
                                "--data",
                                "/data",
                                "--rest-port",
                                Integer.toString(ArrayNames.REST_PORT)));
        int nbdPort = ArrayNames.FIRST_NBD_PORT;
        for (String port : subsystem.getSpec().ports()) {
            arguments.add("--nbd");
            arguments.add(port + "=" + nbdPort++);
        }
        arguments.add("--link-port");
        arguments.add(Integer.toString(ArrayNames.LINK_PORT));
        arguments.add("--bind");
        arguments.add("0.0.0.0");
        return arguments;
    }

    private List<ContainerPort> containerPorts() {
        List<ContainerPort> ports = new ArrayList<>();
        ports.add(port(ArrayNames.REST, ArrayNames.REST_PORT));
        ports.add(port(ArrayNames.LINK, ArrayNames.LINK_PORT));
        int nbdPort = ArrayNames.FIRST_NBD_PORT;
        for (String port : subsystem.getSpec().ports()) {
            ports.add(port(ArrayNames.NBD_PREFIX + port, nbdPort++));
        }
        return ports;
    }

    private static ContainerPort port(String name, int number) {
        return new ContainerPortBuilder()
                .withName(name)
                .withContainerPort(number)
                .withProtocol("TCP")
                .build();
    }

    private static ServicePort servicePort(ContainerPort port) {
        return new ServicePortBuilder()
                .withName(port.getName())
                .withPort(port.getContainerPort())
                .withNewTargetPort(port.getName())
                .withProtocol("TCP")
                .build();
    }

    private static Probe probe(String path, int failures) {
        return new ProbeBuilder()
                .withNewHttpGet()
                .withPath(path)
                .withNewPort(ArrayNames.REST)
                .endHttpGet()
                .withPeriodSeconds(path.endsWith("live") ? 10 : 1)
                .withTimeoutSeconds(2)
                .withFailureThreshold(failures)
                .build();
    }

    private static PersistentVolumeClaim claim(ArrayStorage storage) {
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName(DATA)
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withStorageClassName(storage.className())
                .withNewResources()
                .withRequests(Map.of("storage", storage.size()))
                .endResources()
                .endSpec()
                .build();
    }

    private ObjectMeta metadata() {
        return new ObjectMetaBuilder()
                .withName(ArrayNames.workload(name))
                .withNamespace(subsystem.getMetadata().getNamespace())
                .withLabels(labels())
                .withOwnerReferences(
                        new OwnerReferenceBuilder()
                                .withApiVersion(subsystem.getApiVersion())
                                .withKind(subsystem.getKind())
                                .withName(name)
                                .withUid(subsystem.getMetadata().getUid())
                                .withController(true)
                                .build())
                .build();
    }

    private Map<String, String> selector() {
        return Map.of("app.kubernetes.io/name", "trilith-array", ArrayNames.SUBSYSTEM_LABEL, name);
    }

    private Map<String, String> labels() {
        return Map.of(
                "app.kubernetes.io/name",
                "trilith-array",
                "app.kubernetes.io/managed-by",
                "trilith-operator",
                ArrayNames.SUBSYSTEM_LABEL,
                name);
    }
}
