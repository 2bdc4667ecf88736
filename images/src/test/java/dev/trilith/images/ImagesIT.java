package dev.trilith.images;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What make images has written: who runs what, and that nothing else is in it. */
@Tag("images")
class ImagesIT {
    private static final Path ROOT = Path.of(System.getProperty("trilith.root", ".."));
    private static final Instant EPOCH_AND_A_SECOND = Instant.ofEpochSecond(1);
    private static final int ANYBODY_MAY_WRITE = 0002;
    private static final int STICKY = 01000;
    private static final int SPECIAL_USER_OR_GROUP = 06000;

    private static final Map<String, ImageArchive> READ = new HashMap<>();

    private static ImageArchive image(String name) throws IOException {
        ImageArchive image = READ.get(name);
        if (image == null) {
            image = ImageArchive.read(ROOT.resolve("target/images/" + name + ".tar"));
            READ.put(name, image);
        }
        return image;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    @ParameterizedTest
    @ValueSource(strings = {"operator", "array", "trilith"})
    void runsItsProgramAsAUserWithoutRights(String name) throws IOException {
        ImageArchive image = image(name);
        JsonNode config = image.config().path("config");
        assertThat(config.path("User").asText()).isEqualTo("10001:10001");
        assertThat(image.config().path("os").asText()).isEqualTo("linux");
        assertThat(image.tag()).matches("trilith\\.dev/" + name + ":[0-9].*");
        List<String> expected =
                new ArrayList<>(
                        List.of(
                                "/opt/jre/bin/java",
                                "-XX:AOTCache=/app/app.aot",
                                "@/app/java.options",
                                "-jar"));
        expected.addAll(
                switch (name) {
                    case "array" -> List.of("/app/quarkus-run.jar", "array", "run");
                    case "operator" -> List.of("/app/quarkus-run.jar");
                    default -> List.of("/app/trilith-cli.jar");
                });
        assertThat(texts(config.path("Entrypoint"))).isEqualTo(expected);
        assertThat(config.path("Cmd")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"operator", "array", "trilith"})
    void saysWhatItIs(String name) throws IOException {
        ImageArchive image = image(name);
        JsonNode labels = image.config().path("config").path("Labels");
        String version = image.tag().substring(image.tag().indexOf(':') + 1);
        assertThat(labels.path("org.opencontainers.image.version").asText()).isEqualTo(version);
        assertThat(labels.path("org.opencontainers.image.licenses").asText())
                .isEqualTo("Apache-2.0");
        assertThat(labels.path("org.opencontainers.image.title").asText()).startsWith("Trilith");
        assertThat(labels.path("org.opencontainers.image.revision").asText())
                .matches("unknown|[0-9a-f]{40,64}(-modified)?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"operator", "array", "trilith"})
    void nobodyInItCanChangeIt(String name) throws IOException {
        assertThat(image(name).everything())
                .allSatisfy(entry -> {
                    int mode = entry.header().getMode();
                    assertThat(entry.header().getLongUserId()).as(entry.path()).isZero();
                    assertThat(entry.header().getLongGroupId()).as(entry.path()).isZero();
                    assertThat(mode & SPECIAL_USER_OR_GROUP).as(entry.path()).isZero();
                    boolean open =
                            (mode & ANYBODY_MAY_WRITE) != 0 && !entry.header().isSymbolicLink();
                    assertThat(!open || (mode & STICKY) != 0).as(entry.path()).isTrue();
                });
    }

    /** The class cache fits jars of exactly these dates. */
    @ParameterizedTest
    @ValueSource(strings = {"operator", "array", "trilith"})
    void everyFileHasTheDateThatTheCacheWasMadeFor(String name) throws IOException {
        ImageArchive image = image(name);
        assertThat(image.everything())
                .allSatisfy(entry ->
                        assertThat(entry.header().getLastModifiedTime().toInstant())
                                .as(entry.path())
                                .isEqualTo(EPOCH_AND_A_SECOND));
        assertThat(image.config().path("created").asText()).startsWith("1970-01-01T00:00:0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"operator", "array", "trilith"})
    void holdsTheRuntimeTheProgramAndItsCache(String name) throws IOException {
        Map<String, ImageArchive.Entry> files = new HashMap<>();
        image(name).everything().forEach(entry -> files.put(entry.path(), entry));
        assertThat(files)
                .containsKeys(
                        "/opt/jre/bin/java",
                        "/opt/jre/legal/java.base/LICENSE",
                        "/usr/share/doc/libc6/copyright",
                        "/etc/passwd",
                        "/tmp",
                        "/app/LICENSE",
                        "/app/java.options",
                        "/app/app.aot");
        assertThat(files.keySet())
                .noneMatch(path -> path.matches("/(usr/)?bin/.*|.*/(jmods|jspecify-sources)/.*"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"operator", "array", "trilith"})
    void holdsWhatThisBuildLaidOutForIt(String name) throws IOException {
        Map<String, String> inImage = new HashMap<>();
        for (ImageArchive.Entry entry : image(name).everything()) {
            if (entry.header().isFile()
                    && entry.path().startsWith("/app/")
                    && !entry.path().startsWith("/app/jib-")) {
                inImage.put(entry.path(), digest(entry.content()));
            }
        }
        Map<String, String> laidOut = new HashMap<>();
        for (String part : List.of("lib", "app", "made")) {
            Path folder = ROOT.resolve("target/images/stage/" + name + "/" + part);
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    laidOut.put(
                            "/app/" + folder.relativize(file),
                            digest(Files.readString(file, StandardCharsets.ISO_8859_1)));
                }
            }
        }
        assertThat(inImage).isEqualTo(laidOut);
    }

    private static String digest(String content) {
        try {
            byte[] sum =
                    MessageDigest.getInstance("SHA-256")
                            .digest(content.getBytes(StandardCharsets.ISO_8859_1));
            return HexFormat.of().formatHex(sum);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The place where it was built is nobody's business, and would differ from build to build. */
    @ParameterizedTest
    @ValueSource(strings = {"operator", "array", "trilith"})
    void knowsNothingOfWhereItWasBuilt(String name) throws IOException {
        ImageArchive image = image(name);
        List<String> places =
                Stream.of(
                                ROOT.toAbsolutePath().normalize().toString(),
                                System.getProperty("java.home"),
                                System.getProperty("user.home") + "/.m2")
                        .map(place ->
                                new String(
                                        place.getBytes(StandardCharsets.UTF_8),
                                        StandardCharsets.ISO_8859_1))
                        .toList();
        for (String place : places) {
            assertThat(image.config().toString()).doesNotContain(place);
            for (ImageArchive.Entry entry : image.everything()) {
                assertThat(entry.content().contains(place))
                        .as(entry.path() + ": " + place)
                        .isFalse();
            }
        }
    }
}
