package dev.trilith.operatorsimulation.runtime;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trilith.mockcluster.InProcessApi.Changed;
import dev.trilith.operatorsimulation.api.ApiFaults;
import dev.trilith.operatorsimulation.api.ApiWay;
import dev.trilith.operatorsimulation.api.History;
import dev.trilith.simulation.kernel.Kernel;
import dev.trilith.simulation.kernel.SimProcess;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lists and watches one kind as a client's informer does: it begins with a list that may be old,
 * follows a watch that may lag, break, repeat itself or expire, and then lists again, by which it
 * never hears what came and went between.
 */
final class SimInformer<R extends HasMetadata> implements IndexerResourceCache<R> {
    private static final long MILLI = 1_000_000L;
    private static final int LATEST_MILLIS = 6_000;
    private static final int MOST_STALE = 40;
    private final Kernel kernel;
    private final SimProcess process;
    private final ApiWay way;
    private final ApiFaults faults;
    private final History history;
    private final String plural;
    private final Class<R> kind;
    private final KubernetesSerialization json;
    private final Listener<R> listener;
    private final Map<ResourceID, R> objects = new LinkedHashMap<>();
    private boolean synced;

    /** Told of every change of what the informer knows. */
    interface Listener<R> {
        /** There is one, or another; {@code before} is null for a new one. */
        void seen(R now, @Nullable R before);

        /** One is gone. */
        void gone(R last);
    }

    SimInformer(Surroundings around, Class<R> kind, Listener<R> listener) {
        this.kernel = around.kernel();
        this.process = around.process();
        this.way = around.way();
        this.faults = around.faults();
        this.json = around.json();
        this.kind = kind;
        this.plural = HasMetadata.getPlural(kind);
        this.history = around.server().history(plural);
        this.listener = listener;
    }

    void start() {
        kernel.spawn(process, "informer " + plural, this::live);
    }

    boolean synced() {
        return synced;
    }

    private void live() {
        while (true) {
            connect();
            int now = history.size();
            int until = now - faults.stale(plural, Math.min(now, MOST_STALE));
            if (!history.known(until)) {
                until = now;
            }
            replace(history.objects(until));
            synced = true;
            if (until < now && kernel.random().nextBoolean()) {
                // The server that lags goes on lagging.
                kernel.sleep(MILLI * (1 + kernel.random().nextInt(LATEST_MILLIS)));
            }
            follow(until);
        }
    }

    /** Whether the connection had to be made anew. */
    private boolean connect() {
        kernel.sleep(latency());
        boolean broken = false;
        while (!way.open()) {
            broken = true;
            kernel.sleep(1_000 * MILLI);
        }
        return broken;
    }

    private long latency() {
        return MILLI / 2 + kernel.random().nextInt(2_000_000);
    }

    private void follow(int from) {
        int at = from;
        while (true) {
            history.awaitMore(at);
            boolean broken = connect();
            switch (broken ? faults.resumed(plural) : faults.watched(plural)) {
                case TOLD -> {}
                case LATE -> {
                    kernel.sleep(MILLI * (1 + kernel.random().nextInt(LATEST_MILLIS)));
                    connect();
                }
                case AGAIN -> {
                    kernel.sleep(MILLI * (1 + kernel.random().nextInt(1_000)));
                    connect();
                    at = Math.max(from, at - kernel.random().nextInt(4));
                }
                case EXPIRED -> {
                    kernel.sleep(MILLI * (1 + kernel.random().nextInt(LATEST_MILLIS)));
                    return;
                }
            }
            if (!history.known(at)) {
                return;
            }
            told(history.at(at));
            at++;
        }
    }

    private void told(Changed change) {
        R object = parsed(change.object());
        ResourceID id = ResourceID.fromResource(object);
        R before = objects.get(id);
        if (change.after() == null) {
            objects.remove(id);
            listener.gone(object);
        } else {
            objects.put(id, object);
            listener.seen(object, before);
        }
    }

    private void replace(Map<String, ObjectNode> listed) {
        Map<ResourceID, R> fresh = new LinkedHashMap<>();
        for (ObjectNode each : listed.values()) {
            R object = parsed(each);
            fresh.put(ResourceID.fromResource(object), object);
        }
        Map<ResourceID, R> before = new LinkedHashMap<>(objects);
        objects.clear();
        objects.putAll(fresh);
        before.forEach((id, last) -> {
            if (!fresh.containsKey(id)) {
                listener.gone(last);
            }
        });
        fresh.forEach((id, object) -> listener.seen(object, before.get(id)));
    }

    private R parsed(ObjectNode object) {
        return json.unmarshal(object.toString(), kind);
    }

    @Override
    public Optional<R> get(ResourceID id) {
        return Optional.ofNullable(objects.get(id));
    }

    @Override
    public Stream<ResourceID> keys() {
        return List.copyOf(objects.keySet()).stream();
    }

    @Override
    public Stream<R> list(Predicate<R> wanted) {
        return List.copyOf(objects.values()).stream().filter(wanted);
    }

    @Override
    public Stream<R> list(String namespace, Predicate<R> wanted) {
        return list(wanted.and(r -> namespace.equals(r.getMetadata().getNamespace())));
    }

    @Override
    public List<R> byIndex(String index, String key) {
        throw new UnsupportedOperationException("there is no index " + index);
    }

    @Override
    public void addIndexers(Map<String, Function<R, List<String>>> indexers) {
        throw new UnsupportedOperationException("no index is kept");
    }
}
