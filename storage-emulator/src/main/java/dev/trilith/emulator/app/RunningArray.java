package dev.trilith.emulator.app;

import dev.trilith.emulator.engine.ArrayEngine;
import dev.trilith.emulator.nbd.NbdServer;
import dev.trilith.emulator.rest.ArrayOwner;
import dev.trilith.emulator.rest.HostPorts;
import dev.trilith.emulator.rest.OwnerToken;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The array of this process: started before the management interface, which finds it here, so that
 * hosts are served without waiting for it.
 */
record RunningArray(ArrayEngine engine, NbdServer nbd, ArrayOwner owner, @Nullable OwnerToken token)
        implements HostPorts {
    private static final AtomicReference<@Nullable RunningArray> CURRENT = new AtomicReference<>();

    /** Makes this the process's array. */
    void publish() {
        CURRENT.set(this);
    }

    /** The process's array. */
    static RunningArray current() {
        RunningArray array = CURRENT.get();
        if (array == null) {
            throw new IllegalStateException("no array was started in this process");
        }
        return array;
    }

    @Override
    public OptionalInt nbdPort(String port) {
        Integer tcpPort = nbd.tcpPorts().get(port);
        return tcpPort == null ? OptionalInt.empty() : OptionalInt.of(tcpPort);
    }
}
