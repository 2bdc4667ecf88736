package dev.trilith.emulator.app;

import dev.trilith.emulator.engine.ArrayEngine;
import dev.trilith.emulator.engine.array.ArrayConfig;
import dev.trilith.emulator.engine.array.EmulatedArray;
import dev.trilith.emulator.engine.remote.LinkTransport;
import dev.trilith.emulator.link.TcpLinkTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Set;

/** Puts an engine together with its disk and its link. */
final class Engines {
    private Engines() {}

    /**
     * Opens an array and listens to other arrays.
     *
     * @throws StartFault if the link's address or TCP port is not to be had, or the folder holds
     *     what a new array would write over
     * @throws dev.trilith.emulator.engine.EngineFault if the data directory cannot be used
     */
    static ArrayEngine open(
            String name, Path data, Set<String> ports, InetAddress address, int linkPort) {
        DataFolder.check(data);
        LinkTransport link = listen(address, linkPort);
        boolean open = false;
        try {
            ArrayEngine engine = EmulatedArray.open(ArrayConfig.of(name, data, ports), link);
            open = true;
            return engine;
        } finally {
            if (!open) {
                link.close();
            }
        }
    }

    private static LinkTransport listen(InetAddress address, int linkPort) {
        try {
            return new TcpLinkTransport(address.getHostAddress(), linkPort);
        } catch (IOException refused) {
            throw new StartFault(
                    StartFault.busy("other arrays", address, linkPort, refused), refused);
        }
    }
}
