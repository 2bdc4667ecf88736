package dev.trilith.operator.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.core.array.ArrayFault;
import dev.trilith.core.array.ArrayOrder;
import dev.trilith.core.array.MemoryNetwork;
import dev.trilith.core.array.RefusalCode;
import dev.trilith.core.array.StorageArray;
import dev.trilith.operator.translate.AccessDialer;
import dev.trilith.operator.translate.ArrayDialer;
import dev.trilith.operator.translate.Doorstep;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/** The arrays 2a, 2b and 2c in memory, whose copies and clock move by themselves. */
final class Sites implements AutoCloseable {
    private final MemoryNetwork network = new MemoryNetwork();
    private final List<String> changes = new CopyOnWriteArrayList<>();
    private final Map<String, MemoryAccessList> accessLists = new ConcurrentHashMap<>();
    private final Set<String> hidden = ConcurrentHashMap.newKeySet();
    private final Set<String> standing = ConcurrentHashMap.newKeySet();
    private final Map<String, String> endpoints = new ConcurrentHashMap<>();
    private final Map<String, String> addresses = new ConcurrentHashMap<>();
    private final Map<String, String> strangers = new ConcurrentHashMap<>();
    private final AtomicInteger dialled = new AtomicInteger();
    private final Map<String, String> tokens = new ConcurrentHashMap<>();
    private volatile Consumer<String> dialListener = array -> {};
    private volatile BiConsumer<String, ArrayOrder> orderListener = (array, order) -> {};
    private volatile boolean copying = true;
    private final ScheduledExecutorService ticker =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("arrays").factory());

    private final ScheduledFuture<?> ticks;

    Sites() {
        List.of("2a", "2b", "2c").forEach(network::add);
        ticks = ticker.scheduleWithFixedDelay(this::tick, 2, 2, TimeUnit.MILLISECONDS);
    }

    /** Dials the array of that name at any endpoint. */
    ArrayDialer dialer() {
        return (name, endpoint, token) -> {
            dialled.incrementAndGet();
            endpoints.put(name, endpoint);
            if (!endpoint.contains(addresses.getOrDefault(name, ""))) {
                String owner = strangers.get(name);
                return owner == null ? nobody(name, endpoint) : stranger(name, endpoint, owner);
            }
            dialListener.accept(name);
            String wanted = tokens.get(name);
            if (wanted != null && !wanted.equals(token)) {
                return unauthenticated(name);
            }
            synchronized (network) {
                return new LockedArray(
                        network,
                        network.array(name),
                        order -> orderListener.accept(name, order),
                        changes::add,
                        () -> hidden.contains(name));
            }
        };
    }

    /** Sees the machines of arrays that {@link #turnAway} killed alone. */
    Doorstep doorstep() {
        return endpoint -> standing.stream().anyMatch(a -> endpoint.equals(endpoints.get(a)));
    }

    /** Lists of those whom the arrays let in, by the array's name. */
    AccessDialer accessDialer() {
        return (name, endpoint, token) ->
                accessLists.computeIfAbsent(name, n -> new MemoryAccessList());
    }

    /** The list of one array. */
    MemoryAccessList access(String array) {
        return accessLists.computeIfAbsent(array, n -> new MemoryAccessList());
    }

    /**
     * Calls {@code listener} with the array's name in whoever dials it, who may be kept waiting.
     */
    void onDial(Consumer<String> listener) {
        dialListener = listener;
    }

    /** Calls {@code listener} with an array's name and an order that is on its way to it. */
    void onOrder(BiConsumer<String, ArrayOrder> listener) {
        orderListener = listener;
    }

    /** Has an array answer those only who show it the token. */
    void demand(String array, String token) {
        tokens.put(array, token);
    }

    private static StorageArray unauthenticated(String name) {
        return instead(
                name,
                method -> {
                    throw new ArrayFault.Refused(
                            name, RefusalCode.UNAUTHENTICATED, "no token is known");
                });
    }

    private static StorageArray nobody(String name, String endpoint) {
        return instead(
                name,
                method -> {
                    throw new ArrayFault.Unreachable(name, "nobody is at " + endpoint);
                });
    }

    /** Like the real client, which looks at the name in an answer, and not when asked whose. */
    private static StorageArray stranger(String name, String endpoint, String owner) {
        return instead(
                name,
                method -> {
                    if (method.equals("owner")) {
                        return owner;
                    }
                    throw new ArrayFault.Contradictory(
                            name, "who answers at " + endpoint + " is not array " + name);
                });
    }

    private static StorageArray instead(String name, Function<String, String> answers) {
        return (StorageArray)
                Proxy.newProxyInstance(
                        StorageArray.class.getClassLoader(),
                        new Class<?>[] {StorageArray.class},
                        (proxy, method, arguments) ->
                                method.getName().equals("name")
                                                || method.getName().equals("toString")
                                        ? name
                                        : answers.apply(method.getName()));
    }

    /** Has an array answer at that address only. */
    void moveTo(String array, String address) {
        addresses.put(array, address);
    }

    /** The same, while an array of that owner's answers where it was. */
    void moveTo(String array, String address, String strangersOwner) {
        strangers.put(array, strangersOwner);
        moveTo(array, address);
    }

    /** Cuts the link between two arrays, or restores it. */
    void link(String one, String other, boolean works) {
        with(network -> {
            if (works) {
                network.restoreLink(one, other);
            } else {
                network.cutLink(one, other);
            }
            return network;
        });
    }

    /** An array that was killed is there again. */
    void revive(String array) {
        with(network -> {
            network.restart(array, false, false);
            return network;
        });
    }

    /** Whether copies between the arrays move on: without, no pass comes to its end. */
    void copying(boolean moveOn) {
        copying = moveOn;
    }

    /** Has an array answer everything but whose it is. */
    void hideOwner(String array) {
        hidden.add(array);
    }

    /** How often an array was dialled. */
    int dialled() {
        return dialled.get();
    }

    /** Everything that changed an array, oldest first. */
    List<String> changes() {
        return changes;
    }

    /** Does something with the arrays while nobody else does. */
    <T> T with(Function<MemoryNetwork, T> work) {
        synchronized (network) {
            return work.apply(network);
        }
    }

    void kill(String array) {
        synchronized (network) {
            network.kill(array);
        }
    }

    /** Kills an array, not the machine it runs on. */
    void turnAway(String array) {
        standing.add(array);
        kill(array);
    }

    private void tick() {
        synchronized (network) {
            if (copying) {
                network.copyAll();
            }
            network.advance(Duration.ofMillis(2));
        }
    }

    @Override
    public void close() {
        assertThat(ticks.isDone()).as("the arrays stopped moving: a tick threw").isFalse();
        ticker.shutdownNow();
    }
}
