package dev.trilith.operatorsimulation.runtime;

import dev.trilith.operator.reconcile.Informed;
import dev.trilith.simulation.kernel.Kernel;
import dev.trilith.simulation.kernel.SimProcess;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.EventHandler;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceAction;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceEvent;
import io.javaoperatorsdk.operator.processing.event.source.filter.OnUpdateFilter;
import io.javaoperatorsdk.operator.processing.retry.RetryExecution;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the framework's controller does for one reconciler, by the same rules: one turn at a time
 * for each resource; an event that comes meanwhile gives another turn; what fails is tried again as
 * the reconciler's annotation says; what is deleted gets a last turn with what was known of it
 * last.
 */
final class SimController<P extends HasMetadata> implements EventHandler, SimInformer.Listener<P> {
    private final Kernel kernel;
    private final SimProcess process;
    private final Reconciler<P> reconciler;
    private final ControllerConfiguration<P> settings;
    private final KubernetesClient client;
    private final Surroundings around;
    private final SimInformer<P> primary;
    private final Class<P> kind;
    private final Turns turns;
    private final List<SimInformer<?>> informers = new ArrayList<>();
    private final Map<ResourceID, State<P>> states = new LinkedHashMap<>();
    private boolean running;

    /** Told of every turn. */
    interface Turns {
        /** A turn is over; {@code failure} is null if it went well. */
        void over(String kind, ResourceID id, @Nullable RuntimeException failure);
    }

    private static final class State<R> {
        private boolean busy;
        private boolean event;
        private @Nullable R deleted;
        private boolean afterDeletion;
        private @Nullable RetryExecution retry;
        private Kernel.@Nullable Appointment next;
    }

    SimController(
            Surroundings around,
            Reconciler<P> reconciler,
            ControllerConfiguration<P> settings,
            Class<P> kind,
            KubernetesClient client,
            Turns turns) {
        this.around = around;
        this.kernel = around.kernel();
        this.process = around.process();
        this.reconciler = reconciler;
        this.settings = settings;
        this.kind = kind;
        this.client = client;
        this.turns = turns;
        this.primary = new SimInformer<>(around, kind, this);
    }

    /** What a reconciler of this process watches besides its own resources. */
    static Informed.Maker informers(Surroundings around) {
        return new Informed.Maker() {
            @Override
            public <R extends HasMetadata, Q extends HasMetadata> Informed<R, Q> watch(
                    io.javaoperatorsdk.operator.api.config.informer
                                            .InformerEventSourceConfiguration<
                                    R>
                            what,
                    EventSourceContext<Q> context) {
                SimEventSource<R, Q> source = new SimEventSource<>(around, what);
                return new Informed<>(source, source.informer());
            }
        };
    }

    /** Begins to watch; waits until everything was listed once, and then begins to act. */
    void start() {
        EventSourceContext<P> context = new EventSourceContext<>(primary, settings, client, kind);
        for (EventSource<?, P> source : reconciler.prepareEventSources(context)) {
            source.setEventHandler(this);
            source.start();
            if (source instanceof SimEventSource<?, ?> simulated) {
                informers.add(simulated.informer());
            }
        }
        informers.forEach(SimInformer::start);
        await(informers);
        primary.start();
        await(List.of(primary));
        running = true;
        new ArrayList<>(states.keySet()).forEach(this::submit);
    }

    private void await(List<SimInformer<?>> some) {
        while (!some.stream().allMatch(SimInformer::synced)) {
            kernel.sleep(1_000_000);
        }
    }

    /** Gives every resource a turn, as a resync does. */
    void resync() {
        primary.keys().forEach(id -> handleEvent(new Event(id)));
    }

    @Override
    public void seen(P now, @Nullable P before) {
        OnUpdateFilter<? super P> filter = settings.getInformerConfig().getOnUpdateFilter();
        if (before == null) {
            handleEvent(event(ResourceAction.ADDED, now));
        } else if (filter == null || filter.accept(now, before)) {
            handleEvent(event(ResourceAction.UPDATED, now));
        }
    }

    @Override
    public void gone(P last) {
        handleEvent(event(ResourceAction.DELETED, last));
    }

    private ResourceEvent event(ResourceAction action, P resource) {
        return new ResourceEvent(action, ResourceID.fromResource(resource), resource);
    }

    @Override
    public void handleEvent(Event event) {
        ResourceID id = event.getRelatedCustomResourceID();
        State<P> state = states.computeIfAbsent(id, i -> new State<>());
        if (event instanceof ResourceEvent resource
                && resource.getAction() == ResourceAction.DELETED) {
            state.deleted = kind.cast(resource.getResource().orElseThrow());
            state.event = true;
        } else if (state.deleted == null) {
            state.event = true;
        } else {
            state.afterDeletion = true;
        }
        submit(id);
    }

    private void submit(ResourceID id) {
        State<P> state = states.get(id);
        if (!running || state == null || state.busy) {
            return;
        }
        if (primary.get(id).isEmpty() && state.deleted == null) {
            states.remove(id);
            return;
        }
        state.busy = true;
        state.event = false;
        kernel.spawn(process, "reconcile", () -> turn(id, state));
    }

    private void turn(ResourceID id, State<P> state) {
        P deleted = state.deleted;
        P resource = primary.get(id).orElse(deleted);
        UpdateControl<P> control = null;
        RuntimeException failure = null;
        try {
            if (resource != null) {
                P copy = around.json().clone(resource);
                control =
                        reconciler.reconcile(
                                copy,
                                new SimContext<>(copy, primary, settings, client, deleted != null));
            }
        } catch (RuntimeException e) {
            failure = e;
        } catch (Exception e) {
            failure = new IllegalStateException(e);
        }
        turns.over(kind.getSimpleName(), id, failure);
        state.busy = false;
        if (failure != null) {
            failed(id, state);
        } else if (deleted != null) {
            cancel(state);
            states.remove(id);
            if (state.afterDeletion) {
                handleEvent(new Event(id));
            }
        } else {
            state.retry = null;
            cancel(state);
            if (state.event) {
                submit(id);
            } else if (control != null) {
                Optional<Long> delay = control.getScheduleDelay();
                delay.ifPresent(millis -> later(id, state, millis));
            }
        }
    }

    private void failed(ResourceID id, State<P> state) {
        boolean another = state.event || state.afterDeletion;
        state.event = true;
        RetryExecution retry = state.retry;
        if (retry == null) {
            retry = settings.getRetry().initExecution();
            state.retry = retry;
        }
        if (another) {
            submit(id);
        } else {
            retry.nextDelay().ifPresent(millis -> later(id, state, millis));
        }
    }

    private void later(ResourceID id, State<P> state, long millis) {
        cancel(state);
        state.next =
                kernel.after(
                        millis * 1_000_000,
                        () ->
                                kernel.spawn(
                                        process,
                                        "timer",
                                        () -> {
                                            if (states.get(id) == state) {
                                                state.event = true;
                                                submit(id);
                                            }
                                        }));
    }

    private static void cancel(State<?> state) {
        Kernel.Appointment next = state.next;
        if (next != null) {
            next.cancel();
            state.next = null;
        }
    }
}
