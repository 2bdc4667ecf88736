package dev.trilith.operator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceAction;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceEvent;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Resources that bear one name, one after the other. The framework knows a resource by its name. If
 * one is deleted and made anew while its reconciler is at work, it tells the reconciler that the
 * <em>second</em> is gone, and forgets it: neither is the first one's end told, nor anything of the
 * second any more. So every turn of a reconciler passes here: what another of that name left behind
 * is ended first, and after each end the name is looked up again, until whoever bears it now had a
 * turn. Safe for use by several threads.
 *
 * @param <R> the kind
 */
final class Namesakes<R extends HasMetadata> extends AbstractEventSource<Void, R> {
    /** Not at once: until a reconciler has returned the framework would forget a name again. */
    private static final Duration LATER = Duration.ofMillis(50);

    private final Map<ResourceID, R> last = new ConcurrentHashMap<>();
    private final Consumer<R> end;
    private final Executor later;

    /**
     * @param threads look a name up again
     * @param end ends what is done for a resource that is no more; told of each once or more often
     */
    Namesakes(WorkThreads threads, Consumer<R> end) {
        super(Void.class, "namesakes");
        this.later = threads.after(LATER);
        this.end = end;
    }

    /**
     * One turn of a reconciler.
     *
     * @param live what is done with a resource that is there
     */
    UpdateControl<R> turn(R resource, Context<R> context, Supplier<UpdateControl<R>> live) {
        if (!context.isPrimaryResourceDeleted()) {
            begin(resource);
            return live.get();
        }
        ended(resource, id -> context.getPrimaryCache().get(id));
        return UpdateControl.noUpdate();
    }

    /** A resource has a turn: who bore its name before is no more. */
    void begin(R resource) {
        ResourceID id = ResourceID.fromResource(resource);
        R before = last.get(id);
        if (before != null && !same(before, resource)) {
            end.accept(before);
        }
        last.put(id, resource);
    }

    /**
     * The framework says that a resource is gone.
     *
     * @param resource that one, or who bears its name now
     * @param bearer who bears a name now
     */
    void ended(R resource, Function<ResourceID, Optional<R>> bearer) {
        ResourceID id = ResourceID.fromResource(resource);
        R before = last.get(id);
        Optional<R> now = bearer.apply(id);
        if (before != null && now.filter(n -> same(n, before)).isEmpty()) {
            end.accept(before);
        }
        boolean told = before != null && same(before, resource);
        if (!told && now.filter(n -> same(n, resource)).isEmpty()) {
            end.accept(resource);
        }
        last.remove(id);
        later.execute(() -> look(id, bearer));
    }

    private void look(ResourceID id, Function<ResourceID, Optional<R>> bearer) {
        Optional<R> now = bearer.apply(id);
        R seen = last.get(id);
        if (!isRunning() || now.isEmpty() || (seen != null && same(seen, now.get()))) {
            return;
        }
        getEventHandler().handleEvent(new ResourceEvent(ResourceAction.ADDED, id, now.get()));
        later.execute(() -> look(id, bearer));
    }

    private static boolean same(HasMetadata one, HasMetadata other) {
        return one.getMetadata().getUid().equals(other.getMetadata().getUid());
    }

    @Override
    public Set<Void> getSecondaryResources(R primary) {
        return Set.of();
    }
}
