package dev.trilith.emulator.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trilith.emulator.engine.ArrayView;
import dev.trilith.emulator.engine.PeerGrant;
import dev.trilith.emulator.engine.VolumeAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens in files and headers, and whom they let in. */
class DoorkeeperTest {
    private static final String OWNERS = "the-owners-token";
    private static final String PEERS = "the-peers-token";

    @TempDir private Path folder;
    private final NotingEngine engine = new NotingEngine();

    private Path file() {
        return folder.resolve("token");
    }

    @BeforeEach
    void grant() {
        engine.put(
                new PeerGrant(
                        "local", Tokens.hex(Tokens.digest(PEERS)), new TreeSet<>(Set.of("G1"))));
    }

    private Doorkeeper doorkeeper(OwnerToken token) {
        return new Doorkeeper(token, engine);
    }

    private OwnerToken token(String content) throws IOException {
        Files.writeString(file(), content, StandardCharsets.UTF_8);
        return OwnerToken.open(file());
    }

    private static List<String> bearer(String token) {
        return List.of("Bearer " + token);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n"})
    void aLineEndAfterTheTokenIsLeftOut(String end) throws IOException {
        Doorkeeper door = doorkeeper(token(OWNERS + end));
        assertThat(door.admit(bearer(OWNERS))).isInstanceOf(Caller.Owner.class);
    }

    static Stream<String> filesWithoutAToken() {
        return Stream.of(
                "",
                "\n",
                "\r\n",
                " \n",
                "1234567",
                OWNERS + "\n\n",
                OWNERS + " ",
                " " + OWNERS,
                "two words here",
                "two\nlines-of-token",
                "pässwörter-sind-keine",
                "with\0zero-inside",
                "x".repeat(1025),
                "x".repeat(100_000));
    }

    @ParameterizedTest
    @MethodSource("filesWithoutAToken")
    void aFileWithoutATokenIsRefusedAndNotQuoted(String content) {
        assertThatThrownBy(() -> token(content))
                .isInstanceOf(IOException.class)
                .message()
                .doesNotContain("1234567")
                .doesNotContain("pässwörter")
                .doesNotContain("xxx")
                .doesNotContain(OWNERS);
    }

    @Test
    void aMissingFileAndAFolderAreRefused() throws IOException {
        assertThatThrownBy(() -> OwnerToken.open(file())).isInstanceOf(IOException.class);
        Files.createDirectory(file());
        assertThatThrownBy(() -> OwnerToken.open(file())).isInstanceOf(IOException.class);
    }

    @Test
    void theLongestTokenIsTaken() throws IOException {
        String longest = "x".repeat(1024);
        assertThat(doorkeeper(token(longest + "\r\n")).admit(bearer(longest)))
                .isInstanceOf(Caller.Owner.class);
    }

    @Test
    void aChangedFileIsTakenUpAndABadOneLeavesTheLastTokenInForce() throws IOException {
        OwnerToken token = token(OWNERS);
        Doorkeeper door = doorkeeper(token);
        for (String bad : List.of("", "short", "two words here")) {
            Files.writeString(file(), bad);
            token.readAgain();
            assertThat(door.admit(bearer(OWNERS))).isInstanceOf(Caller.Owner.class);
        }
        Files.delete(file());
        token.readAgain();
        assertThat(door.admit(bearer(OWNERS))).isInstanceOf(Caller.Owner.class);
        Files.writeString(file(), "the-next-token\n");
        token.readAgain();
        assertThat(door.admit(bearer("the-next-token"))).isInstanceOf(Caller.Owner.class);
        refused(door, bearer(OWNERS));
    }

    private static void refused(Doorkeeper door, List<String> headers) {
        assertThatThrownBy(() -> door.admit(headers))
                .isInstanceOfSatisfying(
                        AccessRefused.class,
                        refused -> {
                            assertThat(refused.status()).isEqualTo(401);
                            assertThat(refused.code())
                                    .isEqualTo(AccessRefused.Code.UNAUTHENTICATED);
                            assertThat(refused).hasMessageContaining("Authorization: Bearer TOKEN");
                            assertThat(refused.getMessage()).doesNotContain("guess");
                        });
    }

    static Stream<List<String>> headersOfNobody() {
        return Stream.of(
                List.of(),
                List.of(""),
                List.of("Bearer"),
                List.of("Bearer "),
                List.of(OWNERS),
                List.of("Basic " + OWNERS),
                List.of("Bearer" + OWNERS),
                List.of("Bearer\t" + OWNERS),
                List.of(" Bearer " + OWNERS),
                List.of("Bearer " + OWNERS + " x"),
                List.of("Bearer " + OWNERS + "\n"),
                List.of("Bearer \"" + OWNERS + "\""),
                List.of("Bearer " + OWNERS + ", Bearer " + OWNERS),
                List.of("Bearer " + OWNERS.toUpperCase(Locale.ROOT)),
                List.of("Bearer " + OWNERS.substring(1)),
                List.of("Bearer guess-öäü-guess"),
                List.of("Bearer guess-guess"),
                List.of("Bearer " + "x".repeat(1025)),
                List.of("Bearer " + OWNERS, "Bearer " + OWNERS));
    }

    @ParameterizedTest
    @MethodSource("headersOfNobody")
    void whoIsNotKnownIsRefused(List<String> headers) throws IOException {
        refused(doorkeeper(token(OWNERS)), headers);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bearer ", "BEARER ", "Bearer   "})
    void theSchemeMayBeWrittenAsHttpAllows(String scheme) throws IOException {
        assertThat(doorkeeper(token(OWNERS)).admit(List.of(scheme + OWNERS)))
                .isInstanceOf(Caller.Owner.class);
    }

    @Test
    void aPeerIsKeptToItsGroupsAndToVolumesOfNoOther() throws IOException {
        Caller peer = doorkeeper(token(OWNERS)).admit(bearer(PEERS));
        assertThat(peer.getName()).isEqualTo("local");
        peer.mayChange("G1");
        notGranted(() -> peer.mayChange("G2"));
        notGranted(() -> peer.mayChange("g1"));
        notGranted(() -> peer.mayChange(""));
        notGranted(() -> peer.mustOwn("this"));
        ArrayView view = engine.view();
        peer.mayTouch(new VolumeAddress("2a", "201b", "LU0"), view);
        engine.put(
                new PeerGrant(
                        "local", Tokens.hex(Tokens.digest(PEERS)), new TreeSet<>(Set.of("G2"))));
        Caller other = doorkeeper(token(OWNERS)).admit(bearer(PEERS));
        notGranted(() -> other.mayTouch(new VolumeAddress("2a", "201b", "LU0"), view));
        other.mayTouch(new VolumeAddress("2a", "201b", "LU7"), view);
    }

    private static void notGranted(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AccessRefused.class,
                        refused -> {
                            assertThat(refused.status()).isEqualTo(403);
                            assertThat(refused.code()).isEqualTo(AccessRefused.Code.NOT_GRANTED);
                            assertThat(refused).hasMessageContaining("local");
                        });
    }

    @Test
    void theOwnersTokenIsTheOwnersEvenIfAPeerHasIt() throws IOException {
        Doorkeeper door = doorkeeper(token(PEERS));
        assertThat(door.admit(bearer(PEERS))).isInstanceOf(Caller.Owner.class);
        assertThat(door.isOwners(Tokens.digest(PEERS))).isTrue();
        assertThat(door.isOwners(Tokens.digest(OWNERS))).isFalse();
    }
}
