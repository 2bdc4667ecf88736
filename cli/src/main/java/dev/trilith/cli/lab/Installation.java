package dev.trilith.cli.lab;

import dev.trilith.cli.fault.CliFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the parts of Trilith lie on this machine: the folder of the repository and, in it, the
 * array's jar.
 *
 * @param root the repository's folder
 */
public record Installation(Path root) {
    /** The system property that the launcher sets to the repository's folder. */
    public static final String ROOT_PROPERTY = "trilith.root";

    /** As in the launcher and in dev/train-caches: the cache fits these options only. */
    private static final List<String> ARRAY_JVM =
            List.of(
                    "-XX:+UseSerialGC",
                    "-Xmx64m",
                    "-Xmn4m",
                    "-XX:MaxDirectMemorySize=64m",
                    "-Xss512k");

    private static final int FIRST_JDK_WITH_CACHES = 25;

    /**
     * The installation that this program runs from.
     *
     * @throws CliFailure if the launcher did not say where it is
     */
    public static Installation find() {
        String root = System.getProperty(ROOT_PROPERTY);
        if (root == null) {
            throw new CliFailure(
                    "Trilith does not know where its array is, as in an image, which has none:"
                            + " start a lab with the launcher ./trilith of its sources.");
        }
        return new Installation(Path.of(root).toAbsolutePath().normalize());
    }

    /** The array's jar; it may be missing. */
    public Path arrayJar() {
        return root.resolve("storage-emulator/target/quarkus-app/quarkus-run.jar");
    }

    /**
     * The command that starts an array, to be followed by {@code array run} and its options.
     *
     * @throws CliFailure if the array was not built
     */
    public List<String> arrayCommand() {
        Path jar = arrayJar();
        if (!Files.isRegularFile(jar)) {
            throw new CliFailure("the array is not built: " + jar + " is missing. Run make build.");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ARRAY_JVM);
        Path cache = jar.resolveSibling(jar.getFileName() + ".aot");
        if (Runtime.version().feature() >= FIRST_JDK_WITH_CACHES && isNewer(cache, jar)) {
            command.add("-XX:AOTCache=" + cache);
            command.add("-Xlog:aot=off");
        }
        command.add("-jar");
        command.add(jar.toString());
        return command;
    }

    private static boolean isNewer(Path cache, Path jar) {
        try {
            return Files.exists(cache)
                    && Files.getLastModifiedTime(cache).compareTo(Files.getLastModifiedTime(jar))
                            > 0;
        } catch (IOException e) {
            throw new CliFailure("cannot read " + cache + ": " + e.getMessage(), e);
        }
    }
}
