package dev.trilith.emulator.app;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What an array is started with, and the checks that need nothing but the command line. */
final class RunOptions {
    private static final int MAX_PORT = 65535;
    private static final Pattern OWNER =
            Pattern.compile("[\\x21-\\x7e&&[^/]]{1,128}/[\\x21-\\x7e&&[^/]]{1,128}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    @Option(
            names = "--name",
            required = true,
            paramLabel = "ARRAY",
            description = "Its name, for example 2a.")
    String name = "";

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "Its data directory; made if it is missing.")
    Path data = Path.of("");

    @Option(
            names = "--nbd",
            required = true,
            paramLabel = "PORT=TCP",
            description =
                    "An array port and the TCP port on which hosts reach it, for example"
                            + " 201b=10809. Once for each port.")
    List<String> nbd = new ArrayList<>();

    @Option(
            names = "--rest-port",
            defaultValue = "0",
            paramLabel = "TCP",
            description = "TCP port of the management interface.")
    int restPort;

    @Option(
            names = "--link-port",
            defaultValue = "0",
            paramLabel = "TCP",
            description = "TCP port on which other arrays reach this one.")
    int linkPort;

    @Option(
            names = "--bind",
            defaultValue = "127.0.0.1",
            paramLabel = "ADDRESS",
            description = "Address on which everything listens (default: ${DEFAULT-VALUE}).")
    String bind = "";

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "Asks every request for the token in FILE, or one granted under /v1/access."
                            + " Followed when it changes. Without it the management interface is"
                            + " open.")
    @Nullable Path tokenFile;

    @Option(
            names = "--owner",
            paramLabel = "NAMESPACE/UID",
            description = "Whose array it is; only shown, in GET /v1/array.")
    private @Nullable String owner;

    @Option(
            names = "--port-file",
            paramLabel = "FILE",
            description = "Writes the ports to FILE as JSON when everything listens.")
    private @Nullable Path portFile;

    @Option(
            names = "--exit-with-parent",
            paramLabel = "PID",
            description = "Stops when process PID ends, however it ends.")
    @Nullable Long parentPid;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    Map<String, Integer> hostPorts() {
        checkPort("--rest-port", restPort);
        checkPort("--link-port", linkPort);
        checkName("--name", name);
        Map<Integer, String> taken = new HashMap<>();
        take(taken, restPort, "--rest-port");
        take(taken, linkPort, "--link-port");
        Map<String, Integer> ports = new LinkedHashMap<>();
        for (String given : nbd) {
            int equals = given.indexOf('=');
            if (equals < 1) {
                throw wrong("--nbd " + given + " is not PORT=TCP, for example 201b=10809");
            }
            String port = given.substring(0, equals);
            int tcp = number("--nbd " + given, given.substring(equals + 1));
            checkPort("--nbd " + given, tcp);
            checkName("--nbd " + given, port);
            take(taken, tcp, "--nbd " + port);
            if (ports.put(port, tcp) != null) {
                throw wrong("--nbd names the array port " + port + " twice");
            }
        }
        return ports;
    }

    private int number(String option, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException notANumber) {
            throw wrong(option + ": '" + text + "' is no TCP port");
        }
    }

    private void checkPort(String option, int tcp) {
        if (tcp < 0 || tcp > MAX_PORT) {
            throw wrong(option + ": a TCP port is 0 to " + MAX_PORT);
        }
    }

    /** Names become names of files and parts of addresses. */
    private void checkName(String option, String given) {
        if (!NAME.matcher(given).matches()) {
            throw wrong(
                    option
                            + ": a name is 1 to 64 characters of A-Z a-z 0-9 . _ - and begins with"
                            + " a letter or a digit");
        }
    }

    private void take(Map<Integer, String> taken, int tcp, String option) {
        String other = tcp == 0 ? null : taken.put(tcp, option);
        if (other != null) {
            throw wrong(other + " and " + option + " are both given TCP port " + tcp);
        }
    }

    /** Where the ports shall be written, or null. */
    @Nullable Path portFile() {
        Path file = portFile;
        if (file != null) {
            Path folder = file.toAbsolutePath().getParent();
            if (folder == null || !Files.isDirectory(folder)) {
                throw wrong("--port-file " + file + ": there is no directory " + folder);
            }
        }
        return file;
    }

    /** Whose array it is, or null. */
    @Nullable String owner() {
        String given = owner;
        if (given != null && !OWNER.matcher(given).matches()) {
            throw wrong(
                    "--owner '"
                            + given
                            + "' is not NAMESPACE/UID: two words of 1 to 128 printable characters");
        }
        return given;
    }

    InetAddress address() {
        try {
            return InetAddress.getByName(bind);
        } catch (UnknownHostException unknown) {
            throw wrong("--bind " + bind + " is no address of this machine");
        }
    }

    private ParameterException wrong(String sentence) {
        CommandSpec own = spec;
        return new ParameterException(
                own == null ? new CommandLine(this) : own.commandLine(), sentence);
    }
}
