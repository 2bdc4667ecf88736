package dev.trilith.cli.lab;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trilith.cli.fault.CliFailure;
import dev.trilith.cli.report.ReportFile;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one running lab: its arrays' disks, its logs, and how other commands find it. Only
 * one lab uses a folder at a time.
 */
final class LabFolder implements AutoCloseable {
    private static final String CONTROL_FILE = "lab.json";

    /** Where the volumes and arrays are reached. */
    static final String ENDPOINTS_FILE = "endpoints.json";

    private static final String LOCK_FILE = "lock";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final FileChannel lockChannel;
    private final FileLock lock;

    private LabFolder(Path folder, FileChannel lockChannel, FileLock lock) {
        this.folder = folder;
        this.lockChannel = lockChannel;
        this.lock = lock;
    }

    /**
     * How other commands reach a running lab.
     *
     * @param pid the lab's process
     * @param api its Kubernetes API
     */
    record Control(long pid, URI api) {}

    /**
     * Takes a folder for a lab; makes it if it is missing.
     *
     * @throws CliFailure if a lab runs in it, or if it is not empty
     */
    static LabFolder take(Path folder) {
        Path absolute = folder.toAbsolutePath().normalize();
        try {
            Files.createDirectories(absolute);
            if (Files.notExists(absolute.resolve(LOCK_FILE))) {
                refuseIfUsed(absolute);
            }
            FileChannel channel =
                    FileChannel.open(
                            absolute.resolve(LOCK_FILE),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw CliFailure.ofArgument(
                        "a lab runs in " + absolute + ": stop it first, or give another --dir.");
            }
            try {
                refuseIfUsed(absolute);
            } catch (CliFailure used) {
                channel.close();
                throw used;
            }
            return new LabFolder(absolute, channel, lock);
        } catch (NoSuchFileException e) {
            throw CliFailure.ofArgument(
                    "cannot use " + absolute + " for a lab: no folder can be made there", e);
        } catch (IOException e) {
            throw CliFailure.ofArgument("cannot use " + absolute + " for a lab: " + reason(e), e);
        }
    }

    /**
     * How to reach the lab that runs in {@code folder}.
     *
     * @throws CliFailure if none does
     */
    static Control find(Path folder) {
        Path absolute = folder.toAbsolutePath().normalize();
        String none = "no lab runs in " + absolute;
        if (!Files.isDirectory(absolute) || Files.notExists(absolute.resolve(LOCK_FILE))) {
            throw CliFailure.ofArgument(
                    none + ": start one with trilith lab up --dir " + folder + ".");
        }
        try (FileChannel channel =
                FileChannel.open(absolute.resolve(LOCK_FILE), StandardOpenOption.WRITE)) {
            FileLock lock = tryLock(channel);
            if (lock != null) {
                lock.release();
                throw CliFailure.ofArgument(
                        none + " any more: it was not stopped properly. Delete the folder.");
            }
            Path control = absolute.resolve(CONTROL_FILE);
            if (Files.notExists(control)) {
                throw new CliFailure("the lab in " + absolute + " is still starting: try again.");
            }
            return JSON.readValue(control.toFile(), Control.class);
        } catch (IOException e) {
            throw new CliFailure("cannot read the lab in " + absolute + ": " + reason(e), e);
        }
    }

    /** Says to other commands how the lab is reached. */
    void publish(Control control) throws IOException {
        ReportFile.write(folder.resolve(CONTROL_FILE), control);
    }

    /** The folder. */
    Path path() {
        return folder;
    }

    /** Where the arrays' disks lie, one folder for each site. */
    Path sites() {
        return folder.resolve("sites");
    }

    /** Where the lab's own log and the arrays' output go. */
    Path logs() {
        return folder.resolve("logs");
    }

    /** Where the volumes and arrays are reached, once everything is ready. */
    Path endpoints() {
        return folder.resolve(ENDPOINTS_FILE);
    }

    /** Takes everything away that the lab put there, and the folder if it is empty then. */
    void delete() throws IOException {
        Folders.delete(folder);
    }

    @Override
    public void close() {
        try {
            lock.release();
            lockChannel.close();
        } catch (IOException e) {
            throw new CliFailure("cannot let go of " + folder + ": " + reason(e), e);
        }
    }

    private static void refuseIfUsed(Path folder) throws IOException {
        try (Stream<Path> content = Files.list(folder)) {
            if (content.anyMatch(path -> !path.endsWith(LOCK_FILE))) {
                throw CliFailure.ofArgument(
                        Files.exists(folder.resolve("sites"))
                                ? folder
                                        + " holds what a lab left behind that was not stopped"
                                        + " properly, or was kept: delete it, or give another"
                                        + " --dir."
                                : folder
                                        + " is not empty and not a lab's: give an empty or a new"
                                        + " --dir.");
            }
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Another lab of this very process has it.
            return null;
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException missing -> "it is not there";
            case FileAlreadyExistsException file -> file.getFile() + " is not a folder";
            case AccessDeniedException denied -> "no right to write to " + denied.getFile();
            default -> String.valueOf(e.getMessage());
        };
    }
}
