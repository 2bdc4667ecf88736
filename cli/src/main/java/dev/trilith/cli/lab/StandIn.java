package dev.trilith.cli.lab;

import dev.trilith.mockcluster.MockCluster;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * What a cluster does behind its API, as far as a lab needs it: runs each array's StatefulSet as a
 * process with a folder as its persistent volume, says in EndpointSlices where it is reached, and
 * when a namespace is deleted kills what runs in it and takes its folders away.
 *
 * <p>Safe for use by many threads.
 */
final class StandIn implements AutoCloseable {
    private final KubernetesClient client;
    private final LabFolder folder;
    private final List<String> arrayCommand;
    private final LabLog log;
    private final Map<String, ArrayProcess> arrays = new ConcurrentHashMap<>();
    private final Set<String> lost = ConcurrentHashMap.newKeySet();
    private boolean closed;
    private final ArrayEndpoints endpoints;
    private final ExecutorService work =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("stand-in").factory());
    private final SharedIndexInformer<StatefulSet> informer;

    /**
     * Begins to act for the cluster.
     *
     * @param cluster the API
     * @param folder what stands for persistent volumes
     * @param arrayCommand how an array is started, without arguments
     * @param log is told what happens
     */
    StandIn(MockCluster cluster, LabFolder folder, List<String> arrayCommand, LabLog log) {
        this.client = cluster.newClient();
        this.folder = folder;
        this.arrayCommand = arrayCommand;
        this.log = log;
        this.endpoints = new ArrayEndpoints(client, log);
        cluster.onNamespaceTerminating(this::siteLost);
        this.informer = client.apps().statefulSets().inAnyNamespace().inform(new Handler());
    }

    /** The port on this machine of a port of an array's container, if the array is there. */
    Optional<Integer> hostPort(String namespace, String name, String portName) {
        ArrayProcess array = arrays.get(namespace + "/" + name);
        return array == null
                ? Optional.empty()
                : Optional.ofNullable(array.hostPorts().get(portName));
    }

    /** The process of the array of a namespace as it runs now; empty while none does. */
    Optional<ProcessHandle> process(String namespace) {
        return arrays.values().stream()
                .filter(array -> array.pod().namespace().equals(namespace))
                .findFirst()
                .flatMap(ArrayProcess::running);
    }

    /** Stops every array and the rest; what they stored stays. */
    @Override
    public void close() {
        informer.close();
        work.shutdownNow();
        synchronized (this) {
            // An array whose start is under way is there now, and no other comes after.
            closed = true;
        }
        endpoints.close();
        arrays.values().forEach(ArrayProcess::terminate);
        arrays.values().forEach(ArrayProcess::kill);
        client.close();
    }

    private synchronized void siteLost(String namespace) {
        lost.add(namespace);
        List<ArrayProcess> victims =
                arrays.values().stream()
                        .filter(array -> array.pod().namespace().equals(namespace))
                        .toList();
        for (ArrayProcess victim : victims) {
            arrays.remove(victim.pod().key());
            endpoints.forget(victim);
            victim.kill();
        }
        try {
            Folders.delete(folder.sites().resolve(namespace));
        } catch (IOException e) {
            log.note("the folders of " + namespace + " cannot be taken away: " + e.getMessage());
        }
    }

    private synchronized void run(StatefulSet set) {
        ArrayPod pod = podOf(set);
        if (closed || lost.contains(pod.namespace())) {
            return;
        }
        ArrayProcess running = arrays.get(pod.key());
        if (running != null && running.pod().equals(pod)) {
            return;
        }
        if (running != null) {
            endpoints.forget(running);
            running.terminate();
            running.kill();
        }
        try {
            ArrayProcess array = new ArrayProcess(pod, folder, arrayCommand, log);
            arrays.put(pod.key(), array);
            array.start();
            endpoints.watch(array);
        } catch (IOException e) {
            log.note("array " + pod.key() + " cannot be started: " + e.getMessage());
        }
    }

    private void stop(StatefulSet set) {
        ArrayProcess running = arrays.remove(podOf(set).key());
        if (running != null) {
            endpoints.forget(running);
            running.terminate();
        }
    }

    private static ArrayPod podOf(StatefulSet set) {
        Container container = set.getSpec().getTemplate().getSpec().getContainers().getFirst();
        Map<String, Integer> ports = new LinkedHashMap<>();
        for (ContainerPort port : container.getPorts()) {
            ports.put(port.getName(), port.getContainerPort());
        }
        return new ArrayPod(
                set.getMetadata().getNamespace(),
                set.getMetadata().getName(),
                container.getArgs(),
                ports);
    }

    /** Hands each change on to the one thread that acts. */
    private final class Handler implements ResourceEventHandler<StatefulSet> {
        @Override
        public void onAdd(StatefulSet set) {
            work.execute(() -> run(set));
        }

        @Override
        public void onUpdate(StatefulSet before, StatefulSet set) {
            work.execute(() -> run(set));
        }

        @Override
        public void onDelete(StatefulSet set, boolean lastStateUnknown) {
            work.execute(() -> stop(set));
        }
    }
}
