package dev.trilith.operatorsimulation.api;

import dev.trilith.mockcluster.InProcessApi;
import dev.trilith.mockcluster.InProcessApi.Answered;
import dev.trilith.mockcluster.InProcessApi.Changed;
import dev.trilith.mockcluster.InProcessApi.Sent;
import dev.trilith.simulation.kernel.Kernel;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A cluster's API server: the model that is compared with a real one, and everything that ever
 * happened to each kind, so that a list can be old and a watch can begin in the past.
 */
public final class ApiServer {
    /** Where it stands on the network. */
    public static final String PLACE = "api-server";

    private static final long MILLI = 1_000_000L;
    private final Kernel kernel;
    private final InProcessApi model;
    private final Map<String, History> histories = new HashMap<>();
    private final List<Consumer<Changed>> listeners = new ArrayList<>();
    private final Queue<Runnable> controllers = new ArrayDeque<>();
    private final List<Consumer<Sent>> requests = new ArrayList<>();
    private boolean controlling;
    private @Nullable Sent served;

    /** An empty cluster. */
    public ApiServer(Kernel kernel, InstantSource clock) {
        this.kernel = kernel;
        SplittableRandom identities = kernel.random().split();
        model =
                new InProcessApi(
                        clock,
                        () -> new UUID(identities.nextLong(), identities.nextLong()),
                        this::later);
        model.listen(this::changed);
    }

    /** Serves a request here and now. */
    public Answered serve(Sent sent) {
        requests.forEach(listener -> listener.accept(sent));
        Sent before = served;
        served = sent;
        try {
            return model.serve(sent);
        } finally {
            served = before;
        }
    }

    /** The request that is being served; null while the cluster's own controllers act. */
    public @Nullable Sent served() {
        return served;
    }

    /** Tells of every request before it is served. */
    public void listenToRequests(Consumer<Sent> listener) {
        requests.add(listener);
    }

    /** Tells of every change, while it is made. */
    public void listen(Consumer<Changed> listener) {
        listeners.add(listener);
    }

    /** What happened to a kind, for example {@code drcycles}. */
    public History history(String plural) {
        return histories.computeIfAbsent(plural, p -> new History());
    }

    /** Forgets what is past: who watches from there must list again. */
    public void compact() {
        histories.values().forEach(History::compact);
    }

    private void changed(Changed change) {
        history(change.plural()).add(change);
        listeners.forEach(listener -> listener.accept(change));
    }

    /** The cluster's own controllers take their time, mostly little. */
    private void later(Runnable work) {
        controllers.add(work);
        if (!controlling) {
            controlling = true;
            kernel.after(pause(), this::control);
        }
    }

    private long pause() {
        int most = kernel.random().nextInt(4) == 0 ? 3_000 : 50;
        return MILLI * (1 + kernel.random().nextInt(most));
    }

    private void control() {
        controlling = false;
        Runnable work = controllers.poll();
        if (work != null) {
            work.run();
        }
        if (!controllers.isEmpty() && !controlling) {
            controlling = true;
            kernel.after(pause(), this::control);
        }
    }
}
