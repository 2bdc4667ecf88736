package dev.trilith.operator.status;

import dev.trilith.operator.api.v1alpha1.ConditionedStatus;
import dev.trilith.operator.api.v1alpha1.StatusCondition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The only way to the status of one kind. It keeps transition times, stamps the generation, writes
 * nothing when nothing changed, and sends an object that holds nothing but its status, so that the
 * operator never comes to own a user's field. Safe for use by several threads; callers see to it
 * that one resource has one writer at a time.
 *
 * @param <R> the kind
 * @param <S> its status
 */
public final class StatusDoor<R extends CustomResource<?, S>, S extends ConditionedStatus> {
    /** The owner of every field that this operator writes. */
    public static final String FIELD_MANAGER = "trilith-operator";

    private static final int ATTEMPTS = 3;
    private static final PatchContext APPLY =
            new PatchContext.Builder()
                    .withPatchType(PatchType.SERVER_SIDE_APPLY)
                    .withFieldManager(FIELD_MANAGER)
                    .withForce(true)
                    .build();

    private final KubernetesClient client;
    private final InstantSource clock;
    private final Supplier<R> newResource;
    private final ShownStatuses shown;
    private final Map<String, S> written = new ConcurrentHashMap<>();

    /** The version that a resource had when it was told its status last, by its identity. */
    private final Map<String, String> said = new ConcurrentHashMap<>();

    /** Those of which nobody knows what they show: an answer was lost. */
    private final Set<String> doubtful = ConcurrentHashMap.newKeySet();

    private final Map<String, ReentrantLock> turns = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> answered = new ConcurrentHashMap<>();

    /**
     * @param client the cluster
     * @param clock for transition times
     * @param newResource makes an empty object of the kind
     * @param shown is told what every resource shows
     */
    public StatusDoor(
            KubernetesClient client,
            InstantSource clock,
            Supplier<R> newResource,
            ShownStatuses shown) {
        this.client = client;
        this.clock = clock;
        this.newResource = newResource;
        this.shown = shown;
    }

    /** The status as last written by this process, else as the resource shows it. */
    public @Nullable S current(R resource) {
        S last = written.get(resource.getMetadata().getUid());
        return last == null ? resource.getStatus() : last;
    }

    /**
     * Brings the resource's status up to date.
     *
     * @param resource the resource as it was looked at
     * @param verdict what happened to it
     * @param status makes the status from its conditions
     * @return whether something was sent
     */
    public boolean report(R resource, Verdict verdict, Function<List<StatusCondition>, S> status) {
        return inTurn(
                resource,
                () -> {
                    S before = current(resource);
                    if (before != null && before.ended()) {
                        return false; // whoever does not know that goes through it once more
                    }
                    S after =
                            status.apply(
                                    Conditions.of(
                                            before == null ? null : before.conditions(),
                                            verdict,
                                            resource.getMetadata().getGeneration(),
                                            clock.instant()));
                    String uid = resource.getMetadata().getUid();
                    if (after.equals(before) && !doubtful.contains(uid)) {
                        if (written.putIfAbsent(uid, after) == null) {
                            said.put(uid, resource.getMetadata().getResourceVersion());
                        }
                        shown.put(resource, after);
                        return false;
                    }
                    if (send(resource, after)) {
                        written.put(uid, after);
                        shown.put(resource, after);
                    }
                    return true;
                });
    }

    /** A program and its reconciler may both have something to say of one resource. */
    private boolean inTurn(R resource, BooleanSupplier words) {
        ReentrantLock turn =
                turns.computeIfAbsent(resource.getMetadata().getUid(), u -> new ReentrantLock());
        turn.lock();
        try {
            return words.getAsBoolean();
        } finally {
            turn.unlock();
        }
    }

    /**
     * Says again what was said last, if the status is another since: somebody else has written in
     * it, or an earlier process of this operator that was thought dead.
     *
     * @return whether something was sent
     */
    public boolean sayAgain(R resource) {
        return inTurn(resource, () -> sayAgainInTurn(resource));
    }

    private boolean sayAgainInTurn(R resource) {
        String uid = resource.getMetadata().getUid();
        S last = written.get(uid);
        Set<String> hands = OtherHands.in(resource);
        boolean others =
                !hands.isEmpty() && !answered.getOrDefault(uid, Set.of()).containsAll(hands);
        String version = said.get(uid);
        boolean overwritten =
                version != null
                        && newer(resource.getMetadata().getResourceVersion(), version)
                        && !Objects.equals(last, resource.getStatus());
        boolean sent = last != null && (others || overwritten) && send(resource, last);
        if (others) {
            answered.put(uid, hands);
        }
        return sent;
    }

    /** Forgets a resource that is gone. */
    public void forget(R resource) {
        written.remove(resource.getMetadata().getUid());
        said.remove(resource.getMetadata().getUid());
        doubtful.remove(resource.getMetadata().getUid());
        turns.remove(resource.getMetadata().getUid());
        answered.remove(resource.getMetadata().getUid());
        shown.remove(resource);
    }

    /**
     * Sends it as a change of the version that is known. An API server does not compare identities
     * when a status is applied, and a request can be seconds late: without a version, what a
     * process said before it died could land on what its successor has said, which would never
     * notice, or on another resource of the same name. And who starts with an old list must not
     * write over what it has not read.
     *
     * @return false if nobody is left to be told
     * @throws KubernetesClientException also if the resource shows another status than its writer
     *     knew, who knows it from now on and has to look again
     */
    private boolean send(R resource, S status) {
        String uid = resource.getMetadata().getUid();
        String version = resource.getMetadata().getResourceVersion();
        String before = said.remove(uid);
        doubtful.add(uid); // until it is known that this was heard
        R bare = newResource.get();
        bare.setMetadata(
                new ObjectMetaBuilder()
                        .withName(resource.getMetadata().getName())
                        .withNamespace(resource.getMetadata().getNamespace())
                        .withUid(uid)
                        .withResourceVersion(
                                before == null || newer(version, before) ? version : before)
                        .build());
        bare.setStatus(status);
        for (int attempt = 1; ; attempt++) {
            try {
                R told = client.resource(bare).subresource("status").patch(APPLY);
                said.put(uid, told.getMetadata().getResourceVersion());
                doubtful.remove(uid);
                return true;
            } catch (KubernetesClientException e) {
                if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                    return false;
                }
                if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || attempt == ATTEMPTS) {
                    throw e;
                }
                S known = current(resource);
                R now = client.resource(bare).get();
                if (now == null || !uid.equals(now.getMetadata().getUid())) {
                    return false;
                }
                S there = now.getStatus();
                adopt(now, there);
                if (status.equals(there)) {
                    return true; // it was heard before, and the answer was lost
                }
                if (!Objects.equals(there, known)) {
                    throw e;
                }
                bare.getMetadata().setResourceVersion(now.getMetadata().getResourceVersion());
            }
        }
    }

    /** What a resource shows now is what was said last, whoever said it. */
    private void adopt(R now, @Nullable S there) {
        if (there != null) {
            written.put(now.getMetadata().getUid(), there);
        }
        said.put(now.getMetadata().getUid(), now.getMetadata().getResourceVersion());
        doubtful.remove(now.getMetadata().getUid());
    }

    /** Versions of one server are numbers that grow; what is none is not compared. */
    private static boolean newer(String version, String other) {
        try {
            return Long.parseLong(version) > Long.parseLong(other);
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
