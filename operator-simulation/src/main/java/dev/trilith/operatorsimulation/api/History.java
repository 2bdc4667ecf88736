package dev.trilith.operatorsimulation.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trilith.mockcluster.InProcessApi.Changed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Everything that happened to the objects of one kind, in order, and who waits for more. */
public final class History {
    private final List<Changed> changes = new ArrayList<>();
    private final List<Thread> waiting = new ArrayList<>();
    private int oldest;

    void add(Changed change) {
        changes.add(change);
        List<Thread> woken = List.copyOf(waiting);
        waiting.clear();
        woken.forEach(LockSupport::unpark);
    }

    void compact() {
        oldest = changes.size();
    }

    /** How much has happened. */
    public int size() {
        return changes.size();
    }

    /** Whether a watch can still begin where so much had happened. */
    public boolean known(int from) {
        return from >= oldest;
    }

    /** What happened then. */
    public Changed at(int number) {
        return changes.get(number);
    }

    /** Lets the calling simulated thread wait until more than so much has happened. */
    public void awaitMore(int seen) {
        while (changes.size() <= seen) {
            waiting.add(Thread.currentThread());
            LockSupport.park(this);
        }
    }

    /** The objects as they were when so much had happened, by namespace and name. */
    public Map<String, ObjectNode> objects(int until) {
        Map<String, ObjectNode> objects = new LinkedHashMap<>();
        for (Changed change : changes.subList(0, until)) {
            String key = change.namespace() + "/" + change.name();
            if (change.after() == null) {
                objects.remove(key);
            } else {
                objects.put(key, change.object());
            }
        }
        return objects;
    }
}
