package dev.trilith.emulator.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/**
 * Where the running array is reached, for programs: written whole or not at all, when the array is
 * ready.
 *
 * @param name the array's name
 * @param pid the process
 * @param bind the address on which everything listens
 * @param rest TCP port of the management interface
 * @param link TCP port of the link to other arrays
 * @param nbd TCP ports for hosts, by array port
 */
record PortFile(String name, long pid, String bind, int rest, int link, Map<String, Integer> nbd) {
    void write(Path file) throws IOException {
        Path target = file.toAbsolutePath();
        Path aside = target.resolveSibling(target.getFileName() + ".new");
        Files.write(aside, new ObjectMapper().writeValueAsBytes(this));
        Files.move(
                aside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** One line for people and scripts. */
    String readyLine() {
        StringBuilder line = new StringBuilder("ready: array ").append(name);
        String host = bind.contains(":") ? "[" + bind + "]" : bind;
        line.append(" rest=http://").append(host).append(':').append(rest);
        line.append(" link=").append(host).append(':').append(link);
        nbd.forEach((port, tcp) ->
                line.append(" nbd.")
                        .append(port)
                        .append("=nbd://")
                        .append(host)
                        .append(':')
                        .append(tcp));
        return line.toString();
    }
}
