package dev.trilith.operator.reconcile;

import dev.trilith.core.cycle.CycleObserver;
import dev.trilith.core.recovery.RecoveryObserver;
import dev.trilith.operator.translate.AccessDialer;
import dev.trilith.operator.translate.ArrayDialer;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.InstantSource;

/**
 * What every reconciler works with.
 *
 * @param client the cluster
 * @param scope how far the operator sees
 * @param dialer the way to arrays
 * @param accessDialer the way to the list of those whom an array lets in
 * @param clock for times in status and for the programs
 * @param arrayImage the image of arrays whose resource names none
 * @param lookAgain how often what sends no event is looked at
 * @param programs where programs are stepped
 * @param cycles told of the copy cycles' steps
 * @param recoveries told of the recoveries' steps
 */
public record ReconcilerWorld(
        KubernetesClient client,
        Scope scope,
        ArrayDialer dialer,
        AccessDialer accessDialer,
        InstantSource clock,
        String arrayImage,
        Duration lookAgain,
        ProgramScheduler programs,
        CycleObserver cycles,
        RecoveryObserver recoveries) {}
