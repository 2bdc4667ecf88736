package dev.trilith.emulator.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An array that asks for tokens, as a process: who gets in, to do what, and across a SIGKILL. */
class AccessIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String OWNER = "the-owners-token";
    private static final String PEER = "a-token-of-production";
    private static final String OTHER = "a-token-of-somebody-else";
    private static final long SIZE = 1 << 20;

    @TempDir Path folder = Path.of("");
    private final List<ArrayProcess> started = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        Files.writeString(tokenFile(), OWNER + "\n");
        started.add(run());
    }

    @AfterEach
    void stop() {
        started.forEach(ArrayProcess::close);
    }

    private Path tokenFile() {
        return folder.resolve("token");
    }

    private ArrayProcess run() throws IOException {
        List<String> more =
                List.of("--token-file", tokenFile().toString(), "--owner", "local/7d0c-11");
        return ArrayProcess.start(folder, "2b", more, "201d").as(OWNER);
    }

    private ArrayProcess array() {
        return started.get(started.size() - 1);
    }

    private JsonNode refused(
            String token, String method, String path, String body, int status, String code)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = array().as(token).send(method, path, body);
        array().as(OWNER);
        assertThat(answer.statusCode()).as(method + " " + path).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                .startsWith("application/problem+json");
        JsonNode problem = JSON.readTree(answer.body());
        assertThat(problem.get("code").asText("")).as(answer.body()).isEqualTo(code);
        assertThat(answer.headers().firstValue("WWW-Authenticate").isPresent())
                .isEqualTo(status == 401);
        return problem;
    }

    private void grant(String peer, String token, String groups)
            throws IOException, InterruptedException {
        array().accepted(
                        "PUT",
                        "/v1/access/" + peer,
                        "{\"token\":\"" + token + "\",\"groups\":" + groups + "}");
    }

    private static String fence(String group, String leg, long sequence, String id) {
        return "{\"group\":\"%s\",\"leg\":\"%s\",\"term\":1,\"sequence\":%d,\"commandId\":\"%s\"}"
                .formatted(group, leg, sequence, id);
    }

    private static String seal(String group) {
        return "{\"group\":\"" + group + "\",\"term\":1,\"owner\":\"P120\"}";
    }

    private static String pair(String group, String primary, String secondary) {
        String at = "{\"array\":\"2b\",\"port\":\"201d\",\"lu\":\"%s\"}";
        return "{\"group\":\"%s\",\"leg\":\"2b\",\"primary\":%s,\"secondary\":%s}"
                .formatted(group, at.formatted(primary), at.formatted(secondary));
    }

    private static String split(String group, long sequence, String id) {
        return "{\"verb\":\"SPLIT\",\"fence\":" + fence(group, "2b", sequence, id) + "}";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/array", "/v1/nothing", "/v1/access", "/v1/peers/2a", "/v1/faults",
                "/v1/management-volumes", "/v1", "//v1/array", "/v1//array", "/%761/array",
                "/q/../v1/array", "/v1/array;a=b", "/v1/array?x=/q/health", "/V1/array"
            })
    void noSpellingOfAPathLeadsPastTheQuestion(String path) throws Exception {
        HttpResponse<String> answer = array().as("").send("GET", path, "");
        assertThat(answer.statusCode()).as(answer.body()).isIn(400, 401, 404);
        assertThat(answer.body()).doesNotContain("201d").doesNotContain("\"volumes\"");
        HttpResponse<String> wrong = array().as("a-wrong-token").send("GET", path, "");
        assertThat(wrong.statusCode()).isEqualTo(answer.statusCode());
    }

    @Test
    void everyRequestNeedsATokenButHealthAndTheDocument() throws Exception {
        refused("", "GET", "/v1/array", "", 401, "UNAUTHENTICATED");
        refused("a-wrong-token", "GET", "/v1/array", "", 401, "UNAUTHENTICATED");
        refused("", "DELETE", "/v1/array", "", 401, "UNAUTHENTICATED");
        refused("", "POST", "/v1/orders", "no json", 401, "UNAUTHENTICATED");
        refused("", "PUT", "/v1/access/me", "{}", 401, "UNAUTHENTICATED");
        refused("", "POST", "/v1/seals", "x".repeat(900_000), 401, "UNAUTHENTICATED");
        for (String open :
                List.of("/q/health", "/q/health/live", "/q/health/ready", "/q/openapi")) {
            assertThat(array().as("").send("GET", open, "").statusCode()).as(open).isEqualTo(200);
        }
        JsonNode view = array().as(OWNER).view();
        assertThat(view.get("owner").asText()).isEqualTo("local/7d0c-11");
        assertThat(view.get("fences")).isEmpty();
    }

    @Test
    void aPeerLooksAtEverythingAndChangesWhatItWasGranted() throws Exception {
        for (String lu : List.of("LU0", "LU1", "LU2", "LU3")) {
            array().define("201d", lu, "drive-" + lu, SIZE, false);
        }
        array().define("201d", "LU8", "211g", SIZE, true);
        array().define("201d", "LU9", "211h", SIZE, true);
        array().accepted("PUT", "/v1/pairs/P2", pair("G2", "LU0", "LU1"));
        array().accepted("PUT", "/v1/pairs/P9", pair("G2", "LU8", "LU9"));
        array().accepted("POST", "/v1/seals", seal("G2"));
        grant("production", PEER, "[\"G1\"]");

        array().as(PEER);
        for (String path : List.of("/v1/array", "/v1/faults", "/v1/management-volumes")) {
            array().accepted("GET", path, "");
        }
        assertThat(array().send("GET", "/v1/peers/2a", "").statusCode()).isEqualTo(404);
        array().accepted("POST", "/v1/seals", seal("G1"));
        array().accepted("PUT", "/v1/pairs/P1", pair("G1", "LU2", "LU3"));
        array().accepted("POST", "/v1/orders", split("G1", 1, "one"));

        for (String method : List.of("GET", "PUT", "DELETE")) {
            String path = method.equals("GET") ? "/v1/access" : "/v1/access/production";
            String body = "{\"token\":\"" + PEER + "\",\"groups\":[\"G1\",\"G2\"]}";
            refused(PEER, method, path, method.equals("PUT") ? body : "", 403, "NOT_GRANTED");
        }
        String volume =
                "{\"drive\":\"d\",\"sizeBytes\":4096,\"storesManagementInformation\":false}";
        refused(PEER, "PUT", "/v1/volumes/201d/LU7", volume, 403, "NOT_GRANTED");
        refused(PEER, "PUT", "/v1/faults", "{}", 403, "NOT_GRANTED");
        refused(PEER, "POST", "/v1/seals", seal("G2"), 403, "NOT_GRANTED");
        refused(PEER, "POST", "/v1/orders", split("G2", 1, "two"), 403, "NOT_GRANTED");
        refused(PEER, "PUT", "/v1/pairs/P2", pair("G2", "LU0", "LU1"), 403, "NOT_GRANTED");
    }

    @Test
    void noWayRoundLeadsOverAnothersVolumes() throws Exception {
        for (String lu : List.of("LU0", "LU1", "LU2")) {
            array().define("201d", lu, "drive-" + lu, SIZE, false);
        }
        array().define("201d", "LU8", "211g", SIZE, true);
        array().define("201d", "LU9", "211h", SIZE, true);
        array().accepted("PUT", "/v1/pairs/P2", pair("G2", "LU0", "LU1"));
        array().accepted("PUT", "/v1/pairs/P9", pair("G2", "LU8", "LU9"));
        grant("production", PEER, "[\"G1\"]");
        String before = array().view().get("volumes").toString();
        // To read it out, to overwrite it, to take its name.
        refused(PEER, "PUT", "/v1/pairs/P1", pair("G1", "LU0", "LU2"), 403, "NOT_GRANTED");
        refused(PEER, "PUT", "/v1/pairs/P1", pair("G1", "LU2", "LU0"), 403, "NOT_GRANTED");
        refused(PEER, "PUT", "/v1/pairs/P1", pair("G1", "LU2", "LU1"), 403, "NOT_GRANTED");
        refused(PEER, "PUT", "/v1/pairs/P2", pair("G1", "LU0", "LU1"), 403, "NOT_GRANTED");
        array().as(PEER).accepted("POST", "/v1/seals", seal("G1"));
        String record = "{\"fence\":" + fence("G1", "", 1, "r1") + ",\"content\":\"forged\"}";
        String witness = "{\"fence\":" + fence("G1", "", 1, "w1") + ",\"text\":\"forged\"}";
        String at = "/v1/management-volumes/201d/LU8";
        refused(PEER, "PUT", at + "/record", record, 403, "NOT_GRANTED");
        refused(PEER, "PUT", at + "/witness", witness, 403, "NOT_GRANTED");
        assertThat(array().view().get("volumes").toString()).isEqualTo(before);
        // An answer given to a peer is no answer to another group's command of the same name.
        array().accepted("POST", "/v1/seals", seal("G2"));
        array().as(PEER).send("POST", "/v1/orders", split("G1", 1, "same"));
        array().as(OWNER).accepted("POST", "/v1/orders", split("G2", 5, "same"));
        assertThat(array().view().get("fences").toString()).contains("\"sequence\":5");
    }

    @Test
    void grantsSurviveAKillAndRevokedOnesStayRevoked() throws Exception {
        grant("production", PEER, "[\"G1\",\"G2\"]");
        grant("remote", OTHER, "[\"G1\"]");
        refused(OWNER, "PUT", "/v1/access/late", tokenOf(PEER), 409, "CONFLICTING_DEFINITION");
        refused(OWNER, "PUT", "/v1/access/late", tokenOf(OWNER), 409, "CONFLICTING_DEFINITION");
        refused(
                OWNER,
                "PUT",
                "/v1/access/production",
                "{\"token\":\"" + PEER + "\",\"groups\":[]}",
                422,
                "INVALID_VALUE");
        refused(OWNER, "PUT", "/v1/access/no%20name", tokenOf("12345678"), 422, "INVALID_VALUE");
        array().accepted("DELETE", "/v1/access/remote", "");
        array().accepted("DELETE", "/v1/access/remote", "");
        array().kill();
        started.add(run());
        assertThat(array().send("GET", "/v1/access", "").body())
                .isEqualTo("[{\"peer\":\"production\",\"groups\":[\"G1\",\"G2\"]}]");
        array().as(PEER).accepted("POST", "/v1/seals", seal("G2"));
        refused(OTHER, "GET", "/v1/array", "", 401, "UNAUTHENTICATED");
        grant("production", OTHER, "[\"G3\"]");
        refused(PEER, "GET", "/v1/array", "", 401, "UNAUTHENTICATED");
        refused(OTHER, "POST", "/v1/seals", seal("G1"), 403, "NOT_GRANTED");
        array().as(OTHER).accepted("POST", "/v1/seals", seal("G3"));
        byte[] journal = Files.readAllBytes(folder.resolve("2b").resolve("control.journal"));
        String kept = new String(journal, StandardCharsets.ISO_8859_1);
        assertThat(kept).contains("production").doesNotContain(PEER).doesNotContain(OTHER);
    }

    private static String tokenOf(String token) {
        return "{\"token\":\"" + token + "\",\"groups\":[\"G1\"]}";
    }

    @Test
    void aChangedTokenFileIsFollowedWithoutARestart() throws Exception {
        Path next = folder.resolve("next");
        Files.writeString(next, "the-next-token");
        Files.move(next, tokenFile(), StandardCopyOption.ATOMIC_MOVE);
        await().atMost(PATIENCE)
                .until(() ->
                        array().as("the-next-token").send("GET", "/v1/array", "").statusCode()
                                == 200);
        refused(OWNER, "GET", "/v1/array", "", 401, "UNAUTHENTICATED");
        Files.delete(tokenFile());
        Thread.sleep(1500);
        array().as("the-next-token").accepted("GET", "/v1/array", "");
        ArrayProcess.End end = array().stop();
        assertThat(end.exitCode()).isZero();
        assertThat(end.err()).contains("the last token stays in force");
        assertThat(end.err() + end.out()).doesNotContain("the-next-token").doesNotContain(OWNER);
    }

    @Test
    void guessingSlowsNobodyElse() throws Exception {
        array().accepted("GET", "/v1/array", "");
        AtomicBoolean enough = new AtomicBoolean();
        try (ExecutorService guessers = Executors.newFixedThreadPool(4)) {
            List<Future<Integer>> guesses = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                String mine = "guess-" + i + "-";
                guesses.add(guessers.submit(() -> guess(mine, enough)));
            }
            long slowest = 0;
            for (int i = 0; i < 50; i++) {
                long begun = System.nanoTime();
                array().accepted("GET", "/v1/array", "");
                slowest = Math.max(slowest, System.nanoTime() - begun);
            }
            enough.set(true);
            for (Future<Integer> guess : guesses) {
                assertThat(guess.get()).isPositive();
            }
            // Locked out or made to wait would be seconds; a busy machine is far below.
            assertThat(Duration.ofNanos(slowest)).isLessThan(Duration.ofSeconds(5));
        }
        assertThat(array().stop().err()).as("guesses fill no log").isEmpty();
    }

    private int guess(String prefix, AtomicBoolean enough) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            int guesses = 0;
            while (!enough.get()) {
                HttpRequest request =
                        HttpRequest.newBuilder(
                                        URI.create(
                                                "http://127.0.0.1:"
                                                        + array().restPort()
                                                        + "/v1/array"))
                                .header("Authorization", "Bearer " + prefix + guesses)
                                .build();
                int status =
                        client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
                assertThat(status).isEqualTo(401);
                guesses++;
            }
            return guesses;
        }
    }
}
