package dev.trilith.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.cli.lab.Installation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher, in a copy of the repository whose Java only says what it was asked. */
class LauncherIT {
    @TempDir private Path folder = Path.of("");

    private Path root = Path.of("");

    /** What a run said, and how it ended. */
    private record Run(int exitCode, String output) {}

    @BeforeEach
    void copyTheLauncher() throws IOException {
        root = folder.resolve("repo");
        Path real = Installation.find().root();
        for (String file : List.of("trilith", "dev/find-jdk", "dev/build-if-needed", "dev/build")) {
            Path copy = root.resolve(file);
            Files.createDirectories(copy.getParent());
            Files.copy(real.resolve(file), copy);
        }
        file("pom.xml", "sources");
        file("storage-emulator/target/quarkus-app/quarkus-run.jar", "array");
        file("cli/target/trilith-cli-0.1.0.jar", "cli");
        Files.setLastModifiedTime(
                root.resolve("pom.xml"), FileTime.from(Instant.now().minusSeconds(60)));
        file("target/built", "");
        jdk("25.0.3");
    }

    private void file(String name, String content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private void jdk(String version) throws IOException {
        Path bin = folder.resolve("jdk/bin");
        Files.createDirectories(bin);
        Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"" + version + "\"\n");
        for (String program : List.of("java", "javac")) {
            Path file = bin.resolve(program);
            Files.writeString(file, "#!/bin/sh\necho \"$@\"\n");
            assertThat(file.toFile().setExecutable(true)).isTrue();
        }
    }

    private Run run(Path launcher, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("sh", launcher.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.directory(folder.toFile());
        builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), output);
    }

    @Test
    void array_run_goes_to_the_arrays_jar_and_everything_else_to_the_command_line()
            throws Exception {
        Run array = run(root.resolve("trilith"), "array", "run", "--name", "2a");
        assertThat(array.exitCode()).isZero();
        assertThat(array.output()).contains("quarkus-run.jar array run --name 2a");
        Run lab = run(root.resolve("trilith"), "lab", "run", "--dir", "a b");
        assertThat(lab.output())
                .contains("-Dtrilith.root=" + root.toRealPath())
                .contains("trilith-cli-0.1.0.jar lab run --dir a b")
                .contains("-Dtrilith.terminal=false");
    }

    @Test
    void it_works_through_links() throws Exception {
        Path absolute = Files.createSymbolicLink(folder.resolve("t1"), root.resolve("trilith"));
        Path relative = Files.createSymbolicLink(folder.resolve("t2"), Path.of("t1"));
        for (Path link : List.of(absolute, relative)) {
            assertThat(run(link, "--version").output())
                    .contains("-Dtrilith.root=" + root.toRealPath());
        }
    }

    @Test
    void changed_sources_are_built_first_and_a_failing_build_is_shown() throws Exception {
        Files.writeString(root.resolve("pom.xml"), "newer");
        Files.setLastModifiedTime(
                root.resolve("pom.xml"), FileTime.from(Instant.now().plusSeconds(60)));
        file("mvnw", "#!/bin/sh\necho '[ERROR] it does not compile'\nexit 1\n");
        assertThat(root.resolve("mvnw").toFile().setExecutable(true)).isTrue();
        Run failed = run(root.resolve("trilith"), "--version");
        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.output())
                .contains("Building Trilith", "it does not compile", "target/build.log")
                .doesNotContain("trilith-cli-0.1.0.jar --version");
    }

    @Test
    void a_cache_is_used_only_if_it_is_newer_than_its_jar() throws Exception {
        file("cli/target/trilith-cli-0.1.0.jar.aot", "cache");
        Path cache = root.resolve("cli/target/trilith-cli-0.1.0.jar.aot");
        Files.setLastModifiedTime(cache, FileTime.from(Instant.now().plusSeconds(5)));
        assertThat(run(root.resolve("trilith"), "--version").output())
                .contains("-XX:AOTCache=" + root.toRealPath());
        Files.setLastModifiedTime(cache, FileTime.from(Instant.now().minusSeconds(60)));
        assertThat(run(root.resolve("trilith"), "--version").output()).doesNotContain("AOTCache");
    }

    @Test
    void a_jar_that_was_built_by_something_else_gets_a_cache_once() throws Exception {
        file("dev/train-caches", "#!/bin/sh\necho trained\n");
        assertThat(root.resolve("dev/train-caches").toFile().setExecutable(true)).isTrue();
        assertThat(run(root.resolve("trilith"), "--version").output()).doesNotContain("trained");
        Files.setLastModifiedTime(
                root.resolve("target/built"), FileTime.from(Instant.now().minusSeconds(30)));
        file("cli/target/trilith-cli-0.1.0.jar", "built by a test");
        Files.setLastModifiedTime(
                root.resolve("cli/target/trilith-cli-0.1.0.jar"),
                FileTime.from(Instant.now().minusSeconds(5)));
        assertThat(run(root.resolve("trilith"), "--version").output()).contains("trained");
        assertThat(run(root.resolve("trilith"), "--version").output()).doesNotContain("trained");
    }

    @Test
    void the_jdk_of_java_home_is_used_if_it_is_new_enough() throws Exception {
        assertThat(run(root.resolve("dev/find-jdk")).output().strip())
                .isEqualTo(folder.resolve("jdk").toString());
        jdk("17.0.15");
        assertThat(run(root.resolve("dev/find-jdk")).output().strip())
                .isNotEqualTo(folder.resolve("jdk").toString());
    }
}
