package dev.trilith.core.array;

import dev.trilith.core.definition.ArrayDirectory;
import dev.trilith.core.definition.Site;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;

/** Arrays of which some answer some questions, and no others. */
public final class FaultyDirectory implements ArrayDirectory {
    private final MemoryNetwork network;
    private final Map<String, ArrayFault> faults = new HashMap<>();
    private final Map<String, Runnable> before = new HashMap<>();

    /** Over the arrays of {@code network}, none of them faulty yet. */
    public FaultyDirectory(MemoryNetwork network) {
        this.network = network;
    }

    /** From now on the array answers every call of this method with the fault. */
    public void fail(String method, ArrayFault fault) {
        faults.put(fault.array() + " " + method, fault);
    }

    /** Has something happen once, before the array hears the next call of this method. */
    public void beforeNext(String array, String method, Runnable what) {
        before.put(array + " " + method, what);
    }

    /** All arrays do what they are asked again. */
    public void mend() {
        faults.clear();
    }

    @Override
    public StorageArray array(Site site) {
        InMemoryArray array = network.array(site.array());
        return (StorageArray)
                Proxy.newProxyInstance(
                        StorageArray.class.getClassLoader(),
                        new Class<?>[] {StorageArray.class},
                        (proxy, method, arguments) -> {
                            String call = site.array() + " " + method.getName();
                            Runnable first = before.remove(call);
                            if (first != null) {
                                first.run();
                            }
                            ArrayFault fault = faults.get(call);
                            if (fault != null) {
                                throw fault;
                            }
                            try {
                                return method.invoke(array, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }
}
