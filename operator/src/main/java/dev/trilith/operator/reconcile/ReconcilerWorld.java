package dev.trilith.operator.reconcile;

import dev.trilith.core.cycle.CycleObserver;
import dev.trilith.core.definition.Finding;
import dev.trilith.core.recovery.RecoveryObserver;
import dev.trilith.operator.api.v1alpha1.ConditionedStatus;
import dev.trilith.operator.status.ShownStatuses;
import dev.trilith.operator.status.StatusDoor;
import dev.trilith.operator.translate.AccessDialer;
import dev.trilith.operator.translate.ArrayDialer;
import dev.trilith.operator.translate.Doorstep;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What every reconciler works with.
 *
 * @param client the cluster
 * @param scope how far the operator sees
 * @param dialer the way to arrays
 * @param doorstep tells whether an array's machine is there
 * @param accessDialer the way to the list of those whom an array lets in
 * @param clock for times in status and for the programs
 * @param arrayImage the image of arrays whose resource names none
 * @param lookAgain how often what sends no event is looked at
 * @param definitions what is wrong with the cluster's custom resource definitions, if anything
 * @param informers watches what a controller looks at besides its own resources
 * @param programs where programs are stepped
 * @param cycles told of the copy cycles' steps
 * @param recoveries told of the recoveries' steps
 * @param shown told of every status
 */
public record ReconcilerWorld(
        KubernetesClient client,
        Scope scope,
        ArrayDialer dialer,
        Doorstep doorstep,
        AccessDialer accessDialer,
        InstantSource clock,
        String arrayImage,
        Duration lookAgain,
        Supplier<Optional<Finding>> definitions,
        Informed.Maker informers,
        ProgramScheduler programs,
        CycleObserver cycles,
        RecoveryObserver recoveries,
        ShownStatuses shown) {
    /** The only way to the status of a kind; one for each kind. */
    <R extends CustomResource<?, S>, S extends ConditionedStatus> StatusDoor<R, S> door(
            Supplier<R> newResource) {
        return new StatusDoor<>(client, clock, newResource, shown);
    }

    /**
     * Nothing is done with definitions that would drop what a user wrote.
     *
     * @throws Obstacle if the cluster's are older than this operator
     */
    void requireDefinitions() {
        definitions
                .get()
                .ifPresent(finding -> {
                    throw Obstacle.wrong(finding);
                });
    }
}
