package dev.trilith.emulator.app;

import dev.trilith.emulator.engine.ArrayEngine;
import dev.trilith.emulator.engine.HostVolume;
import dev.trilith.emulator.nbd.NbdLimits;
import dev.trilith.emulator.nbd.NbdServer;
import dev.trilith.emulator.nbd.tls.TlsPolicy;
import dev.trilith.emulator.rest.ArrayOwner;
import dev.trilith.emulator.rest.OwnerToken;
import io.quarkus.runtime.Quarkus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs one array in the foreground. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Runs an array in the foreground until SIGTERM or Ctrl-C.",
        footer = {
            "",
            "When everything listens, one line on stdout says where. Every port may be 0: a free"
                    + " one is chosen.",
            "Exit codes: 0 stopped as told, 1 could not start or failed, 2 wrong arguments."
        })
final class RunCommand implements Callable<Integer> {
    @Mixin private RunOptions options = new RunOptions();

    @Mixin private HostTls hostTls = new HostTls();

    @Override
    public Integer call() {
        Map<String, Integer> hostPorts = options.hostPorts();
        InetAddress address = options.address();
        Path portFile = options.portFile();
        ArrayOwner owner = new ArrayOwner(options.owner());
        TlsPolicy tls = hostTls.policy();
        Long parent = options.parentPid;
        if (parent != null) {
            ParentWatch.check(parent);
        }
        RunningArray array = start(address, hostPorts, owner, token(), tls);
        array.publish();
        warnOfPortsWithoutListener(array.engine(), hostPorts.keySet());
        CleanStop stop = new CleanStop(array);
        stop.register();
        if (parent != null) {
            ParentWatch.begin(parent);
        }
        return serve(array, stop, portFile);
    }

    private @Nullable OwnerToken token() {
        Path file = options.tokenFile;
        if (file == null) {
            return null;
        }
        try {
            OwnerToken token = OwnerToken.open(file);
            token.follow();
            return token;
        } catch (IOException e) {
            throw new StartFault(
                    "--token-file "
                            + file
                            + " cannot be used ("
                            + e.getMessage()
                            + "); write the owner's token into it",
                    e);
        }
    }

    private RunningArray start(
            InetAddress address,
            Map<String, Integer> hostPorts,
            ArrayOwner owner,
            @Nullable OwnerToken token,
            TlsPolicy tls) {
        probeRestPort(address);
        ArrayEngine engine =
                Engines.open(
                        options.name, options.data, hostPorts.keySet(), address, options.linkPort);
        NbdServer server = new NbdServer(NbdLimits.DEFAULT, tls);
        RunningArray array = new RunningArray(engine, server, owner, token);
        boolean started = false;
        try {
            hostPorts.forEach((port, tcp) -> listen(server, engine, port, address, tcp));
            started = true;
            return array;
        } finally {
            if (!started) {
                abandon(array);
            }
        }
    }

    private static void warnOfPortsWithoutListener(ArrayEngine engine, Set<String> listening) {
        engine.view().volumes().stream()
                .map(volume -> volume.definition().port())
                .filter(port -> !listening.contains(port))
                .distinct()
                .forEach(port ->
                        System.err.println(
                                "trilith: port "
                                        + port
                                        + " has volumes and no --nbd "
                                        + port
                                        + "=PORT: no host reaches them"));
    }

    private static void abandon(RunningArray array) {
        try (ArrayEngine engine = array.engine();
                NbdServer server = array.nbd()) {
            assert engine != null && server != null;
        } catch (IOException failed) {
            throw new StartFault("a listener could not be closed: " + failed.getMessage(), failed);
        }
    }

    private static void listen(
            NbdServer server, ArrayEngine engine, String port, InetAddress address, int tcp) {
        try {
            server.listen(port, address, tcp, () -> volumes(engine, port));
        } catch (IOException refused) {
            throw new StartFault(
                    StartFault.busy("hosts of port " + port, address, tcp, refused), refused);
        }
    }

    private static List<HostVolume> volumes(ArrayEngine engine, String port) {
        return engine.hostVolumes().stream().filter(v -> v.port().equals(port)).toList();
    }

    private int serve(RunningArray array, CleanStop stop, @Nullable Path portFile) {
        System.setProperty("quarkus.http.host", options.bind);
        System.setProperty("quarkus.http.port", String.valueOf(options.restPort));
        ManagementApplication.whenReady(rest -> announce(array, rest, portFile));
        int[] exit = new int[1];
        Quarkus.run(
                ManagementApplication.class,
                (code, fault) -> {
                    if (fault != null) {
                        System.err.println(
                                "trilith: the management interface failed: " + fault.getMessage());
                    }
                    exit[0] = fault == null ? code : 1;
                });
        stop.managementStopped(exit[0]);
        return exit[0];
    }

    private void announce(RunningArray array, int rest, @Nullable Path file) {
        String endpoint = array.engine().linkEndpoint();
        int link = Integer.parseInt(endpoint.substring(endpoint.lastIndexOf(':') + 1));
        PortFile ports =
                new PortFile(
                        options.name,
                        ProcessHandle.current().pid(),
                        options.bind,
                        rest,
                        link,
                        array.nbd().tcpPorts());
        if (file != null) {
            try {
                ports.write(file);
            } catch (IOException failed) {
                System.err.println(
                        "trilith: cannot write --port-file " + file + " (" + failed + ")");
                Quarkus.asyncExit(1);
                return;
            }
        }
        System.out.println(ports.readyLine());
        System.out.flush();
    }

    private void probeRestPort(InetAddress address) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(address, options.restPort));
        } catch (IOException refused) {
            throw new StartFault(
                    StartFault.busy("the management interface", address, options.restPort, refused),
                    refused);
        }
    }
}
