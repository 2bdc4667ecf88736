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
        S before = current(resource);
        S after =
                status.apply(
                        Conditions.of(
                                before == null ? null : before.conditions(),
                                verdict,
                                resource.getMetadata().getGeneration(),
                                clock.instant()));
        if (after.equals(before)) {
            written.putIfAbsent(resource.getMetadata().getUid(), after);
            shown.put(resource, after);
            return false;
        }
        if (send(resource, after)) {
            written.put(resource.getMetadata().getUid(), after);
            shown.put(resource, after);
        }
        return true;
    }

    /** Says again what was said last, if somebody else has written in the status since. */
    public void sayAgain(R resource) {
        String uid = resource.getMetadata().getUid();
        Set<String> hands = OtherHands.in(resource);
        if (hands.isEmpty() || answered.getOrDefault(uid, Set.of()).containsAll(hands)) {
            return;
        }
        S last = written.get(uid);
        // What is said meanwhile by another thread may have arrived before.
        while (last != null && send(resource, last) && !last.equals(written.get(uid))) {
            last = written.get(uid);
        }
        answered.put(uid, hands);
    }

    /** Forgets a resource that is gone. */
    public void forget(R resource) {
        written.remove(resource.getMetadata().getUid());
        answered.remove(resource.getMetadata().getUid());
        shown.remove(resource);
    }

    private boolean send(R resource, S status) {
        R bare = newResource.get();
        bare.setMetadata(
                new ObjectMetaBuilder()
                        .withName(resource.getMetadata().getName())
                        .withNamespace(resource.getMetadata().getNamespace())
                        .withUid(resource.getMetadata().getUid())
                        .build());
        bare.setStatus(status);
        for (int attempt = 1; ; attempt++) {
            try {
                R told = client.resource(bare).subresource("status").patch(APPLY);
                String uid = resource.getMetadata().getUid();
                if (uid == null || uid.equals(told.getMetadata().getUid())) {
                    return true;
                }
                takeBack(told);
                return false;
            } catch (KubernetesClientException e) {
                if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                    return false; // deleted meanwhile: nobody is left to be told
                }
                if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /**
     * An API server does not compare identities when a status is applied: one that is said late
     * lands on whatever bears the name by then. What was made anew shows its own again, or none if
     * it has none yet; if its own was said meanwhile, nothing is left of the other.
     */
    private void takeBack(R other) {
        S own = written.get(other.getMetadata().getUid());
        R bare = newResource.get();
        bare.setMetadata(
                new ObjectMetaBuilder()
                        .withName(other.getMetadata().getName())
                        .withNamespace(other.getMetadata().getNamespace())
                        .withResourceVersion(other.getMetadata().getResourceVersion())
                        .build());
        bare.setStatus(own);
        for (int attempt = 1; ; attempt++) {
            try {
                client.resource(bare).subresource("status").patch(APPLY);
                return;
            } catch (KubernetesClientException e) {
                boolean gone = e.getCode() == HttpURLConnection.HTTP_NOT_FOUND;
                if (gone || !Objects.equals(own, written.get(other.getMetadata().getUid()))) {
                    return;
                }
                if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || attempt == ATTEMPTS) {
                    throw e;
                }
                bare.getMetadata().setResourceVersion(null); // its user changed something else
            }
        }
    }
}
