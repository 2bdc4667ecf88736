package dev.trilith.cli.data;

import dev.trilith.cli.fault.CliFailure;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Packs the sources of this repository into a tar archive: a real file of a useful size. */
public final class SourcesTar {
    private static final Set<String> LEFT_OUT =
            Set.of(".git", "target", ".lab", ".idea", ".vscode");

    private SourcesTar() {}

    /**
     * Writes the archive: the files that git tracks, or without git all but what was built.
     *
     * @param root the repository's folder
     * @param archive the file to write
     * @throws CliFailure if there is nothing to pack
     */
    public static void write(Path root, Path archive) throws IOException {
        List<Path> files = tracked(root);
        if (files.isEmpty()) {
            files = walked(root);
        }
        if (files.isEmpty()) {
            throw new CliFailure(root + " holds no sources to write: name a file with --data.");
        }
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(archive));
                TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (Path file : files) {
                add(tar, root, file);
            }
        }
    }

    private static void add(TarArchiveOutputStream tar, Path root, Path file) throws IOException {
        TarArchiveEntry entry =
                new TarArchiveEntry(root.relativize(file).toString().replace('\\', '/'));
        byte[] content = Files.readAllBytes(file);
        entry.setSize(content.length);
        entry.setMode(Files.isExecutable(file) ? 0755 : 0644);
        entry.setModTime(Files.getLastModifiedTime(file));
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private static List<Path> tracked(Path root) throws IOException {
        if (Files.notExists(root.resolve(".git"))) {
            return List.of();
        }
        try {
            Process git =
                    new ProcessBuilder("git", "-C", root.toString(), "ls-files", "-z")
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            String names = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (git.waitFor() != 0) {
                return List.of();
            }
            return Arrays.stream(names.split("\0", -1))
                    .filter(name -> !name.isEmpty())
                    .map(root::resolve)
                    .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while git listed the sources", e);
        } catch (IOException e) {
            if (e.getMessage() != null && e.getMessage().contains("error=2")) {
                // No git on this machine: the walk finds the sources too.
                return List.of();
            }
            throw e;
        }
    }

    private static List<Path> walked(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .filter(file -> isSource(root.relativize(file)))
                    .sorted()
                    .toList();
        }
    }

    private static boolean isSource(Path relative) {
        for (Path part : relative) {
            if (LEFT_OUT.contains(part.toString())) {
                return false;
            }
        }
        return true;
    }
}
