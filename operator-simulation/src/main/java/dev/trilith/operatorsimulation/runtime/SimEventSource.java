package dev.trilith.operatorsimulation.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Wakes a controller by what an informer sees of another kind. */
final class SimEventSource<R extends HasMetadata, P extends HasMetadata>
        extends AbstractEventSource<R, P> implements SimInformer.Listener<R> {
    private final InformerEventSourceConfiguration<R> what;
    private final SimInformer<R> informer;

    SimEventSource(Surroundings around, InformerEventSourceConfiguration<R> what) {
        super(what.getResourceClass(), what.name());
        this.what = what;
        this.informer = new SimInformer<>(around, what.getResourceClass(), this);
    }

    SimInformer<R> informer() {
        return informer;
    }

    @Override
    public void seen(R now, @Nullable R before) {
        boolean same =
                before != null
                        && Objects.equals(
                                before.getMetadata().getResourceVersion(),
                                now.getMetadata().getResourceVersion());
        if (!same) {
            wake(now);
        }
    }

    @Override
    public void gone(R last) {
        wake(last);
    }

    private void wake(R changed) {
        // The mapper's set has an order that differs from process to process.
        Set<String> keys = new TreeSet<>();
        for (ResourceID id : what.getSecondaryToPrimaryMapper().toPrimaryResourceIDs(changed)) {
            keys.add(id.getNamespace().orElse("") + "/" + id.getName());
        }
        for (String key : keys) {
            int slash = key.indexOf('/');
            getEventHandler()
                    .handleEvent(
                            new Event(
                                    new ResourceID(
                                            key.substring(slash + 1), key.substring(0, slash))));
        }
    }

    @Override
    public Set<R> getSecondaryResources(P primary) {
        return Set.of(); // asked for of pods behind arrays only, of which there are none here
    }
}
