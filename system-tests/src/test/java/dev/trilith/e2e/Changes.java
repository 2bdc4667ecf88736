package dev.trilith.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.operator.api.v1alpha1.ConditionedStatus;
import dev.trilith.operator.api.v1alpha1.CopyPair;
import dev.trilith.operator.api.v1alpha1.DRCycle;
import dev.trilith.operator.api.v1alpha1.Recovery;
import dev.trilith.operator.api.v1alpha1.SiteGrant;
import dev.trilith.operator.api.v1alpha1.StorageSubsystem;
import dev.trilith.operator.api.v1alpha1.VolumeDefinition;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/** Every write to what the operator keeps in a lab's namespaces, as a watch shows it. */
final class Changes implements AutoCloseable {
    private static final List<Class<? extends HasMetadata>> KINDS =
            List.of(
                    StorageSubsystem.class,
                    VolumeDefinition.class,
                    CopyPair.class,
                    DRCycle.class,
                    Recovery.class,
                    SiteGrant.class,
                    Service.class,
                    Event.class);

    private final List<HasMetadata> seen = new CopyOnWriteArrayList<>();
    private final List<Watch> watches = new ArrayList<>();
    private final List<String> ended = new CopyOnWriteArrayList<>();

    private Changes() {}

    /** Begins to watch. */
    static Changes of(InstalledLab lab) {
        Changes changes = new Changes();
        for (String site : InstalledLab.SITES) {
            for (Class<? extends HasMetadata> kind : KINDS) {
                changes.watch(lab, lab.namespace(site), kind);
            }
        }
        return changes;
    }

    /** What was written since the watch began, each time as it was then. */
    List<HasMetadata> all() {
        assertThat(ended).as("watches that ended, so that writes may be missing").isEmpty();
        return List.copyOf(seen);
    }

    /** The writes as {@code Kind namespace/name}. */
    List<String> names() {
        return all().stream()
                .map(o ->
                        o.getKind()
                                + " "
                                + o.getMetadata().getNamespace()
                                + "/"
                                + o.getMetadata().getName())
                .toList();
    }

    /** Versions of our resources that tools which wait for conditions could read in two ways. */
    List<String> contradictions() {
        return all().stream()
                .filter(CustomResource.class::isInstance)
                .map(o -> (CustomResource<?, ?>) o)
                .filter(o -> o.getStatus() instanceof ConditionedStatus status && twofold(status))
                .map(o -> o.getKind() + " " + o.getMetadata().getName() + ": " + o.getStatus())
                .toList();
    }

    private static boolean twofold(ConditionedStatus status) {
        if (status.conditions() == null) {
            // As it was created: of no generation yet, which those tools take for on its way.
            return !Objects.equals(status.observedGeneration(), -1L);
        }
        boolean ready = InstalledLab.isTrue(status, "Ready");
        boolean reconciling = InstalledLab.isTrue(status, "Reconciling");
        boolean stalled = InstalledLab.isTrue(status, "Stalled");
        return InstalledLab.reason(status, "Ready").isEmpty()
                || (ready ? reconciling || stalled : reconciling == stalled);
    }

    /** The versions of one DRCycle that were written. */
    List<DRCycle> ofCycle(String namespace) {
        return all().stream()
                .filter(DRCycle.class::isInstance)
                .map(DRCycle.class::cast)
                .filter(c -> Objects.equals(c.getMetadata().getNamespace(), namespace))
                .toList();
    }

    @Override
    public void close() {
        watches.forEach(Watch::close);
    }

    /** The kubelet and Kubernetes' controllers tell of pods and sets; the operator of its kinds. */
    private static boolean isOurs(HasMetadata written) {
        return !(written instanceof Event event)
                || event.getInvolvedObject().getApiVersion().startsWith("trilith.dev/");
    }

    private <R extends HasMetadata> void watch(InstalledLab lab, String namespace, Class<R> kind) {
        var resources = lab.cluster().client().resources(kind).inNamespace(namespace);
        String now = resources.list().getMetadata().getResourceVersion();
        watches.add(
                resources
                        .withResourceVersion(now)
                        .watch(
                                new Watcher<R>() {
                                    @Override
                                    public void eventReceived(Action action, R resource) {
                                        if (action != Action.BOOKMARK && isOurs(resource)) {
                                            seen.add(resource);
                                        }
                                    }

                                    @Override
                                    public void onClose(WatcherException cause) {
                                        // This is the client's thread: the story is told when
                                        // it asks what was written.
                                        ended.add(kind.getSimpleName() + ": " + cause);
                                    }
                                }));
    }
}
