package dev.trilith.operatorsimulation.runtime;

import dev.trilith.operatorsimulation.api.ApiFaults;
import dev.trilith.operatorsimulation.api.ApiServer;
import dev.trilith.operatorsimulation.api.ApiWay;
import dev.trilith.simulation.kernel.Kernel;
import dev.trilith.simulation.kernel.SimProcess;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/**
 * What a simulated operator's process stands in.
 *
 * @param kernel what everything runs on
 * @param process the operator's
 * @param server its cluster's API server
 * @param way the way there
 * @param faults what goes wrong on it
 * @param json reads and writes objects
 */
public record Surroundings(
        Kernel kernel,
        SimProcess process,
        ApiServer server,
        ApiWay way,
        ApiFaults faults,
        KubernetesSerialization json) {}
