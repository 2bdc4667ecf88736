package dev.trilith.simulation.command;

import dev.trilith.simulation.world.Totals;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;

/**
 * Shares work among processes. Worlds share nothing but what is static in the JDK and in the array;
 * a lock in that would let one world wait for another, and no seed would give the same world again.
 * So each has its own process.
 */
final class Children {
    /** How a process ends that saw a promise broken, and told of it. */
    static final int VIOLATION = 1;

    private Children() {}

    /**
     * Runs them all to their end.
     *
     * @param main what each of them runs
     * @param arguments of each, by its number
     * @param totals takes what they counted
     * @param out takes what else they said
     * @throws IOException if one of them ended before it had said all
     */
    static void run(
            Class<?> main,
            int processes,
            IntFunction<List<String>> arguments,
            Totals totals,
            PrintWriter out)
            throws InterruptedException, IOException {
        List<Thread> readers = new ArrayList<>();
        List<Process> running = new ArrayList<>();
        Set<Process> counted = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < processes; i++) {
            Process child = start(main, arguments.apply(i));
            running.add(child);
            readers.add(
                    Thread.ofPlatform()
                            .name("worlds-" + i)
                            .start(() -> {
                                if (read(child, totals, out)) {
                                    counted.add(child);
                                }
                            }));
        }
        for (Thread reader : readers) {
            reader.join();
        }
        for (Process child : running) {
            int code = child.waitFor();
            if (code != 0 && code != VIOLATION) {
                throw new IOException("a process of the simulation ended with code " + code);
            }
            if (!counted.contains(child)) {
                // A JVM that dies of anything ends with code 1, as after a broken promise.
                throw new IOException(
                        "a process of the simulation ended with code "
                                + code
                                + " before it had said all that it counted: nothing is known of its"
                                + " seeds");
            }
        }
    }

    private static Process start(Class<?> main, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(List.of("-XX:+UseSerialGC", "-Xmx1g", "-Xmn600m"));
        command.addAll(List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED"));
        command.add("-Djdk.trackAllThreads=false");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.add("--raw");
        command.addAll(arguments);
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    /** Whether a process came to the end of what it had counted. */
    private static boolean read(Process child, Totals totals, PrintWriter out) {
        boolean whole = false;
        try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals(Totals.END)) {
                    whole = true;
                } else if (!totals.read(line)) {
                    synchronized (totals) {
                        out.println(line);
                        out.flush();
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the output of a process of the simulation broke off", e);
        }
        return whole;
    }
}
