package dev.trilith.operator.translate;

import dev.trilith.operator.api.v1alpha1.ArrayService;
import dev.trilith.operator.api.v1alpha1.ArrayStorage;
import dev.trilith.operator.api.v1alpha1.CredentialsReference;
import dev.trilith.operator.api.v1alpha1.HostTls;
import dev.trilith.operator.api.v1alpha1.StorageSubsystem;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KeyToPath;
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
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What runs an array in a cluster: a headless Service that gives its pod an address, and a
 * StatefulSet of one pod with its own disk. They belong to the StorageSubsystem and go with it, but
 * for the disk.
 */
public final class ArrayWorkload {
    private static final String CREDENTIALS = "credentials";
    private static final String HOST_TLS = "host-tls";
    private static final long USER = 10001;

    private final StorageSubsystem subsystem;
    private final String name;
    private final String image;
    private final String owner;

    private ArrayWorkload(StorageSubsystem subsystem, String defaultImage, String owner) {
        this.subsystem = subsystem;
        this.owner = owner;
        this.name = subsystem.getMetadata().getName();
        String own = subsystem.getSpec().image();
        this.image = own == null ? defaultImage : own;
    }

    /**
     * The objects that run {@code subsystem}; empty if it is external.
     *
     * @param subsystem the array
     * @param defaultImage its image if it names none
     * @param owner whose it is, {@code namespace/uid}; the array tells everybody
     */
    public static List<HasMetadata> of(
            StorageSubsystem subsystem, String defaultImage, String owner) {
        ArrayStorage storage = subsystem.getSpec().storage();
        if (storage == null) {
            return List.of();
        }
        ArrayWorkload workload = new ArrayWorkload(subsystem, defaultImage, owner);
        List<HasMetadata> objects = new ArrayList<>();
        objects.add(workload.service());
        ArrayService service = subsystem.getSpec().service();
        if (service != null && reachesFar(service)) {
            objects.add(workload.externalService(service));
        }
        objects.add(workload.statefulSet(storage));
        return objects;
    }

    /** The Service for other clusters as it is when they are to reach the array no longer. */
    public static HasMetadata closed(StorageSubsystem subsystem) {
        ArrayWorkload workload = new ArrayWorkload(subsystem, "", "");
        return workload.outerService("ClusterIP", new ArrayService(null, null, null, null));
    }

    /** Whether other clusters are to reach the array. */
    public static boolean reachesFar(@Nullable ArrayService service) {
        return service != null
                && service.type() != null
                && service.type() != ArrayService.Type.HEADLESS;
    }

    private Service service() {
        return new ServiceBuilder()
                .withMetadata(metadata(ArrayNames.workload(name)))
                .withNewSpec()
                .withClusterIP("None")
                .withSelector(selector())
                .withPorts(containerPorts().stream().map(ArrayWorkload::servicePort).toList())
                .endSpec()
                .build();
    }

    private Service externalService(ArrayService service) {
        return outerService(
                service.type() == ArrayService.Type.NODE_PORT ? "NodePort" : "LoadBalancer",
                service);
    }

    private Service outerService(String type, ArrayService service) {
        ObjectMeta metadata = metadata(ArrayNames.external(name));
        if (service.annotations() != null) {
            metadata.setAnnotations(service.annotations());
        }
        return new ServiceBuilder()
                .withMetadata(metadata)
                .withNewSpec()
                .withType(type)
                .withSelector(selector())
                .withPorts(containerPorts().stream().map(port -> outerPort(service, port)).toList())
                .endSpec()
                .build();
    }

    private static ServicePort outerPort(ArrayService service, ContainerPort port) {
        ServicePort outer = servicePort(port);
        List<ArrayService.NamedNodePort> wanted = service.nodePorts();
        if (wanted != null) {
            wanted.stream()
                    .filter(w -> w.name().equals(port.getName()))
                    .findFirst()
                    .ifPresent(w -> outer.setNodePort(w.nodePort()));
        }
        return outer;
    }

    private StatefulSet statefulSet(ArrayStorage storage) {
        return new StatefulSetBuilder()
                .withMetadata(metadata(ArrayNames.workload(name)))
                .withNewSpec()
                .withReplicas(1)
                .withServiceName(ArrayNames.workload(name))
                // Else a pod that never started would wait for itself, not for a corrected image.
                .withPodManagementPolicy("Parallel")
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
                .withNodeSelector(subsystem.getSpec().nodeSelector())
                .withTolerations(orEmpty(subsystem.getSpec().tolerations()))
                .withTopologySpreadConstraints(
                        orEmpty(subsystem.getSpec().topologySpreadConstraints()))
                .withContainers(container(storage))
                .withVolumes(volumes(storage))
                .endSpec()
                .endTemplate()
                .withNewPersistentVolumeClaimRetentionPolicy()
                .withWhenDeleted(
                        storage.deletionPolicy() == ArrayStorage.DeletionPolicy.DELETE
                                ? "Delete"
                                : "Retain")
                .withWhenScaled("Retain")
                .endPersistentVolumeClaimRetentionPolicy()
                .withVolumeClaimTemplates(claim(storage))
                .endSpec()
                .build();
    }

    /** The token and what TLS needs as files; kubelet changes the token when the Secret changes. */
    private static List<Volume> volumes(ArrayStorage storage) {
        List<Volume> volumes = new ArrayList<>();
        CredentialsReference reference = storage.credentialsRef();
        if (reference != null) {
            volumes.add(
                    new VolumeBuilder()
                            .withName(CREDENTIALS)
                            .withNewSecret()
                            .withSecretName(reference.name())
                            .endSecret()
                            .build());
        }
        HostTls tls = storage.hostTls();
        if (tls != null) {
            List<KeyToPath> items = new ArrayList<>();
            tls.files().forEach((key, file) -> items.add(new KeyToPath(key, null, file)));
            volumes.add(
                    new VolumeBuilder()
                            .withName(HOST_TLS)
                            .withNewSecret()
                            .withSecretName(tls.secret())
                            .withItems(items)
                            .endSecret()
                            .build());
        }
        return volumes;
    }

    private static List<VolumeMount> mounts(ArrayStorage storage) {
        List<VolumeMount> mounts = new ArrayList<>();
        mounts.add(
                new VolumeMountBuilder().withName(ArrayNames.DATA).withMountPath("/data").build());
        volumes(storage).forEach(v -> mounts.add(readOnly(v.getName())));
        return mounts;
    }

    private static VolumeMount readOnly(String volume) {
        return new VolumeMountBuilder()
                .withName(volume)
                .withMountPath("/" + volume)
                .withReadOnly(true)
                .build();
    }

    private Container container(ArrayStorage storage) {
        return new ContainerBuilder()
                .withName("array")
                .withImage(image)
                .withArgs(arguments(storage))
                .withTerminationMessagePolicy("FallbackToLogsOnError")
                .withResources(subsystem.getSpec().resources())
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
                .withVolumeMounts(mounts(storage))
                .build();
    }

    private List<String> arguments(ArrayStorage storage) {
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
        if (!owner.isEmpty()) {
            arguments.add("--owner");
            arguments.add(owner);
        }
        if (storage.credentialsRef() != null) {
            arguments.add("--token-file");
            arguments.add("/" + CREDENTIALS + "/" + CredentialsReference.TOKEN);
        }
        HostTls tls = storage.hostTls();
        if (tls != null) {
            arguments.addAll(arguments(tls));
        }
        return arguments;
    }

    private static List<String> arguments(HostTls tls) {
        List<String> arguments = new ArrayList<>();
        arguments.add(tls.mode() == HostTls.Mode.ALLOWED ? "--nbd-tls=on" : "--nbd-tls=forced");
        if (tls.pskSecret() != null) {
            arguments.addAll(List.of("--nbd-tls-psk", "/" + HOST_TLS + "/" + HostTls.KEYS));
        } else {
            arguments.addAll(List.of("--nbd-tls-certificates", "/" + HOST_TLS));
        }
        if (tls.verifies()) {
            arguments.add("--nbd-tls-verify-clients");
        }
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
                .withName(ArrayNames.DATA)
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

    private ObjectMeta metadata(String objectName) {
        return new ObjectMetaBuilder()
                .withName(objectName)
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

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
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
