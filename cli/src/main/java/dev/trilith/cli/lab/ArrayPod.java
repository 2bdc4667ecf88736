package dev.trilith.cli.lab;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a StatefulSet says about the array in its pod: arguments and named ports.
 *
 * @param namespace the site
 * @param name the StatefulSet's name, which is also its Service's
 * @param arguments the container's arguments
 * @param containerPorts port numbers by name, in order
 */
record ArrayPod(
        String namespace,
        String name,
        List<String> arguments,
        Map<String, Integer> containerPorts) {
    ArrayPod {
        arguments = List.copyOf(arguments);
        containerPorts = Collections.unmodifiableMap(new LinkedHashMap<>(containerPorts));
    }

    /** Namespace and name, for people and as a key. */
    String key() {
        return namespace + "/" + name;
    }

    /**
     * The arguments for a process on this machine: every pod has an address of its own, but all
     * processes share one, so each port is replaced by a free one; the data folder too.
     *
     * @param hostPorts the free port for each container port's name
     * @param folder the folder that stands for the pod's persistent volume
     */
    List<String> hostArguments(Map<String, Integer> hostPorts, String folder) {
        Map<String, String> replacement = new HashMap<>();
        containerPorts.forEach((portName, port) ->
                replacement.put(port.toString(), String.valueOf(hostPorts.get(portName))));
        List<String> result = new ArrayList<>();
        String option = "";
        for (String argument : arguments) {
            int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
            if (equals > 0) {
                option = argument.substring(0, equals);
                result.add(option);
                result.add(
                        valueOnHost(option, argument.substring(equals + 1), replacement, folder));
            } else if (argument.startsWith("--")) {
                option = argument;
                result.add(argument);
            } else if (!option.isEmpty()) {
                // Before the first option stand the words of the command, which it gets anyway.
                result.add(valueOnHost(option, argument, replacement, folder));
            }
        }
        return result;
    }

    private static String valueOnHost(
            String option, String value, Map<String, String> replacement, String folder) {
        return switch (option) {
            case "--data" -> folder;
            case "--bind" -> InetAddress.getLoopbackAddress().getHostAddress();
            case "--nbd" -> {
                String[] parts = value.split("=", 2);
                yield parts[0] + "=" + replacement.getOrDefault(parts[1], parts[1]);
            }
            default -> option.endsWith("-port") ? replacement.getOrDefault(value, value) : value;
        };
    }
}
