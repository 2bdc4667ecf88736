package dev.trilith.operator.reconcile;

import dev.trilith.operator.api.v1alpha1.ArrayStorage;
import dev.trilith.operator.api.v1alpha1.HostTls;
import dev.trilith.operator.api.v1alpha1.StorageSubsystem;
import dev.trilith.operator.translate.ArrayNames;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Why an array's pod is not ready, in the words of a person who would look for it. */
final class WorkloadTrouble {
    private static final Set<String> IMAGE =
            Set.of(
                    "ErrImagePull",
                    "ImagePullBackOff",
                    "ErrImageNeverPull",
                    "InvalidImageName",
                    "ImageInspectError");

    /** What a container waits for in the ordinary course of things. */
    private static final Set<String> USUAL = Set.of("ContainerCreating", "PodInitializing");

    private final KubernetesClient client;

    WorkloadTrouble(KubernetesClient client) {
        this.client = client;
    }

    /** What stands in the way of the array. */
    Obstacle find(StorageSubsystem subsystem) {
        String namespace = subsystem.getMetadata().getNamespace();
        String name = subsystem.getMetadata().getName();
        Pod pod = client.pods().inNamespace(namespace).withName(ArrayNames.pod(name)).get();
        return claim(namespace, name)
                .or(() -> hostTls(subsystem))
                .or(() -> container(pod, name))
                .or(() -> scheduling(pod))
                .orElseGet(() ->
                        Obstacle.notYet(
                                "ArrayNotReady",
                                "no ready pod behind Service "
                                        + ArrayNames.workload(name)
                                        + " yet: see the StatefulSet of that name"));
    }

    private Optional<Obstacle> claim(String namespace, String name) {
        PersistentVolumeClaim claim =
                client.persistentVolumeClaims()
                        .inNamespace(namespace)
                        .withName(ArrayNames.claim(name))
                        .get();
        boolean bound =
                claim == null
                        || claim.getStatus() == null
                        || !"Pending".equals(claim.getStatus().getPhase());
        if (bound) {
            return Optional.empty();
        }
        String className = claim.getSpec().getStorageClassName();
        return Optional.of(
                Obstacle.notYet(
                        "StoragePending",
                        "PersistentVolumeClaim "
                                + ArrayNames.claim(name)
                                + " is not bound; its StorageClass is "
                                + (className == null || className.isEmpty()
                                        ? "not given and the cluster has no default: set"
                                                + " spec.storage.className"
                                        : className
                                                + ": see that the class exists and can give a"
                                                + " volume of this size")
                                + " (kubectl describe pvc)"));
    }

    /** The kubelet tells of a file that is not there in events only, and tries again for ever. */
    private Optional<Obstacle> hostTls(StorageSubsystem subsystem) {
        ArrayStorage storage = subsystem.getSpec().storage();
        HostTls tls = storage == null ? null : storage.hostTls();
        if (tls == null) {
            return Optional.empty();
        }
        String namespace = subsystem.getMetadata().getNamespace();
        Secret secret = client.secrets().inNamespace(namespace).withName(tls.secret()).get();
        Set<String> lacking = new TreeSet<>(tls.files().keySet());
        if (secret != null && secret.getData() != null) {
            lacking.removeAll(secret.getData().keySet());
        }
        if (lacking.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                Obstacle.notYet(
                        "HostTlsMissing",
                        "Secret "
                                + tls.secret()
                                + " of namespace "
                                + namespace
                                + (secret == null ? " does not exist" : " lacks " + lacking)
                                + ", so the array cannot serve hosts inside TLS and does not"
                                + " start: make the Secret with the keys "
                                + tls.files().keySet()));
    }

    private static Optional<Obstacle> container(@Nullable Pod pod, String name) {
        return statuses(pod).stream().flatMap(status -> waiting(status, name).stream()).findFirst();
    }

    private static Optional<Obstacle> waiting(ContainerStatus status, String name) {
        ContainerStateWaiting waiting =
                status.getState() == null ? null : status.getState().getWaiting();
        if (waiting == null || waiting.getReason() == null || USUAL.contains(waiting.getReason())) {
            return Optional.empty();
        }
        String why = waiting.getReason() + told(waiting.getMessage());
        if (IMAGE.contains(waiting.getReason())) {
            return Optional.of(
                    Obstacle.notYet(
                            "ImageNotAvailable",
                            "image "
                                    + status.getImage()
                                    + " of pod "
                                    + ArrayNames.pod(name)
                                    + " cannot be had: "
                                    + why
                                    + ": load the image, or correct spec.image"));
        }
        return Optional.of(
                Obstacle.notYet(
                        "ContainerNotStarting",
                        "the container of pod "
                                + ArrayNames.pod(name)
                                + " does not start: "
                                + why
                                + lastWords(status.getLastState())));
    }

    private static String lastWords(@Nullable ContainerState last) {
        ContainerStateTerminated ended = last == null ? null : last.getTerminated();
        return ended == null
                ? ""
                : "; it ended with exit code "
                        + ended.getExitCode()
                        + told(ended.getMessage())
                        + ": see kubectl logs --previous";
    }

    private static Optional<Obstacle> scheduling(@Nullable Pod pod) {
        if (pod == null || pod.getStatus() == null || pod.getStatus().getConditions() == null) {
            return Optional.empty();
        }
        return pod.getStatus().getConditions().stream()
                .filter(c -> "PodScheduled".equals(c.getType()) && "False".equals(c.getStatus()))
                .findFirst()
                .map(c ->
                        Obstacle.notYet(
                                "NotScheduled",
                                "no node takes pod "
                                        + pod.getMetadata().getName()
                                        + told(c.getMessage())));
    }

    private static List<ContainerStatus> statuses(@Nullable Pod pod) {
        List<ContainerStatus> statuses =
                pod == null || pod.getStatus() == null
                        ? null
                        : pod.getStatus().getContainerStatuses();
        return statuses == null ? List.of() : statuses;
    }

    private static String told(@Nullable String message) {
        return message == null || message.isBlank() ? "" : ": " + message.strip();
    }
}
