package dev.trilith.cli.lab;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Finds TCP ports of the loopback address that nobody listens on. They lie below those that systems
 * give to outgoing connections: one of these could take a port between its finding and its use, and
 * keep it.
 */
final class FreePorts {
    private static final int LOWEST = 15_000;
    private static final int HIGHEST = 29_999;

    private FreePorts() {}

    /**
     * A different free port for each name.
     *
     * @throws IOException if there are not enough
     */
    static Map<String, Integer> find(Set<String> names) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        Map<String, Integer> ports = new LinkedHashMap<>();
        SplittableRandom random = new SplittableRandom();
        try {
            for (String name : names) {
                ServerSocket socket = bind(random);
                held.add(socket);
                ports.put(name, socket.getLocalPort());
            }
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
        return ports;
    }

    private static ServerSocket bind(SplittableRandom random) throws IOException {
        BindException taken = new BindException("nothing was tried");
        for (int attempt = LOWEST; attempt <= HIGHEST; attempt++) {
            int port = random.nextInt(LOWEST, HIGHEST + 1);
            try {
                return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
            } catch (BindException e) {
                taken = e; // somebody listens there: another one will be free
            }
        }
        throw new IOException("no free TCP port between " + LOWEST + " and " + HIGHEST, taken);
    }
}
