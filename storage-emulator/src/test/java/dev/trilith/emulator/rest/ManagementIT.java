package dev.trilith.emulator.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.FaultInjection.DiskFault;
import dev.trilith.emulator.engine.FaultInjection.LinkFault;
import dev.trilith.emulator.engine.Fence;
import dev.trilith.emulator.engine.FreezeMode;
import dev.trilith.emulator.engine.Order;
import dev.trilith.emulator.engine.VolumeDefinition;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes in and out of the management interface, word by word. */
@QuarkusTest
class ManagementIT {
    private static final String FENCE =
            "{\"group\":\"G1\",\"leg\":\"2a->2b\",\"term\":3,\"sequence\":9,\"commandId\":\"c1\"}";
    private static final Fence SAME = new Fence("G1", "2a->2b", 3, 9, "c1");

    private final NotingEngine engine;

    @Inject
    ManagementIT(NotingEngine engine) {
        this.engine = engine;
    }

    @BeforeEach
    void forget() {
        engine.reset();
    }

    private static ValidatableResponse put(String path, String body) {
        return given().contentType("application/json").body(body).put(path).then();
    }

    private static ValidatableResponse post(String path, String body) {
        return given().contentType("application/json").body(body).post(path).then();
    }

    private void refused(ValidatableResponse answer, int status, String detail) {
        String body =
                answer.statusCode(status)
                        .contentType("application/problem+json")
                        .body("status", equalTo(status))
                        .body("detail", containsString(detail))
                        .extract()
                        .asString();
        assertThat(body).doesNotContain("Exception").doesNotContain("\tat ");
        assertThat(engine.notes()).isEmpty();
    }

    @Test
    void showsTheWholeArray() {
        put(
                        "/v1/volumes/201b/LU0",
                        "{\"drive\":\"211a\",\"sizeBytes\":4096,\"storesManagementInformation\":false}")
                .statusCode(200);
        given().get("/v1/array")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body("name", equalTo("2a"))
                .body("owner", equalTo("production/7d0c"))
                .body("version", equalTo(42))
                .body("volumes[0].drive", equalTo("211a"))
                .body("volumes[0].image", equalTo("STILL"))
                .body("volumes[0].cut.cycle", equalTo(5))
                .body("volumes[0].cut.consistencyTime", equalTo("2026-11-23T00:00:00Z"))
                .body("volumes[0].nbdPort", equalTo(10809))
                .body("pairs[0].kind", equalTo("REMOTE"))
                .body("pairs[0].status", equalTo("PSUS"))
                .body("pairs[0].reason", equalTo("FROZEN"))
                .body("pairs[0].freeze", equalTo(7))
                .body("fences[0].owner", equalTo("P120"))
                .body("events[0].kind", equalTo("FreezeExpired"));
    }

    @Test
    void definesAVolume() {
        put(
                        "/v1/volumes/201c/LU1",
                        "{\"drive\":\"211f\",\"sizeBytes\":8192,\"storesManagementInformation\":true}")
                .statusCode(200)
                .body("lu", equalTo("LU1"))
                .body("nbdPort", nullValue());
        assertThat(engine.notes())
                .containsExactly(new VolumeDefinition("201c", "LU1", "211f", 8192, true));
    }

    @Test
    void sealsReadsAndWritesRecords() {
        post("/v1/seals", "{\"group\":\"G1\",\"term\":4,\"owner\":\"R121\"}").statusCode(204);
        String fence = FENCE.replace("2a->2b", "");
        put("/v1/management-volumes/201b/LU1/record", "{\"fence\":" + fence + ",\"content\":\"t\"}")
                .statusCode(204);
        put(
                        "/v1/management-volumes/201b/LU1/record",
                        "{\"fence\":" + fence + ",\"after\":7,\"content\":\"u\"}")
                .statusCode(204);
        put("/v1/management-volumes/201b/LU1/witness", "{\"fence\":" + fence + ",\"text\":\"w\"}")
                .statusCode(204);
        Fence bare = new Fence("G1", "", 3, 9, "c1");
        assertThat(engine.notes())
                .containsExactly(
                        List.of("G1", 4L, "R121"),
                        List.of("201b", "LU1", bare, 9L, "t"),
                        List.of("201b", "LU1", bare, 7L, "u"),
                        List.of("201b", "LU1", bare, "w"));
        given().get("/v1/management-volumes")
                .then()
                .statusCode(200)
                .body("state", hasItems("WHOLE", "CORRUPT"))
                .body("[0].content", equalTo("table 600"));
    }

    @Test
    void takesEveryOrder() {
        order("RESYNC", "");
        order("RESYNC", ",\"force\":\"GOLDEN_COPY_AT_RISK\"");
        order("SPLIT", "");
        order("SPLIT", ",\"cycle\":5");
        order("SUSPEND", "");
        order("FREEZE", ",\"cycle\":5,\"freezeMode\":\"HOLD\",\"deadlineMillis\":2000");
        order("RESUME", ",\"cycle\":5");
        order("TAKEOVER", ",\"cycle\":null");
        order("DELETE", "");
        assertThat(engine.notes())
                .containsExactly(
                        new Order.Resync(SAME, null),
                        new Order.Resync(SAME, EngineFault.Code.GOLDEN_COPY_AT_RISK),
                        new Order.Split(SAME, null),
                        new Order.Split(SAME, 5L),
                        new Order.Suspend(SAME),
                        new Order.Freeze(SAME, 5, FreezeMode.HOLD, Duration.ofSeconds(2)),
                        new Order.Resume(SAME, 5),
                        new Order.Takeover(SAME),
                        new Order.Delete(SAME));
    }

    private static void order(String verb, String more) {
        post("/v1/orders", "{\"verb\":\"" + verb + "\",\"fence\":" + FENCE + more + "}")
                .statusCode(204);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    {"verb":"JUMP","fence":F}                      | 'verb' is none of RESYNC
                    {"verb":"resync","fence":F}                    | 'verb' is none of
                    {"fence":F}                                    | 'verb' is missing
                    {"verb":"RESYNC"}                              | 'fence' is missing
                    {"verb":"RESYNC","fence":null}                 | 'fence' is missing
                    {"verb":"RESYNC","fence":7}                    | 'fence' must be an object
                    {"verb":"RESYNC","fence":{}}                   | 'fence.term'
                    {"verb":"RESYNC","fence":F,"force":"ALL"}      | 'force' is none of
                    {"verb":"SPLIT","fence":F,"force":"OLD_TERM"}  | 'force' has no meaning for SPLIT
                    {"verb":"SUSPEND","fence":F,"cycle":5}         | 'cycle' has no meaning for SUSPEND
                    {"verb":"RESUME","fence":F}                    | 'cycle' is missing
                    {"verb":"FREEZE","fence":F,"cycle":5}          | 'freezeMode' is missing
                    {"verb":"FREEZE","fence":F,"freezeMode":"GO"}  | 'cycle' is missing
                    {"verb":"FREEZE","fence":F,"cycle":5,"freezeMode":"HOLD"} | 'deadlineMillis' is missing
                    {"verb":"RESUME","fence":F,"cycle":"5"}        | 'cycle' must be a whole number
                    {"verb":"RESUME","fence":F,"cycle":5.5}        | 'cycle' must be a whole number
                    {"verb":"RESUME","fence":F,"cycle":true}       | 'cycle' must be a whole number
                    {"verb":"RESUME","fence":F,"cycle":9e99}       | 'cycle'
                    {"verb":"RESUME","fence":F,"cycle":99999999999999999999} | out of range
                    {"verb":7,"fence":F}                           | 'verb' must be a text
                    {"verb":"RESYNC","fence":F,"speed":1}          | 'speed' is not known here
                    {"verb":"RESYNC","verb":"SPLIT","fence":F}     | verb
                    {"verb":"RESYNC","fence":F                     | not valid JSON
                    {"verb":"RESYNC","fence":F} {}                 | one JSON object
                    []                                             | one JSON object
                    "RESYNC"                                       | one JSON object
                    null                                           | no body
                    <order/>                                       | not valid JSON
                    """)
    void namesWhatIsWrongWithAnOrder(String body, String detail) {
        String whole = body.replaceAll(":F(?=[,} ]|$)", ":" + FENCE);
        refused(post("/v1/orders", whole), 400, detail);
    }

    @ParameterizedTest
    @CsvSource({
        "group, 'fence.group'",
        "leg, 'fence.leg'",
        "term, 'fence.term'",
        "sequence, 'fence.sequence'",
        "commandId, 'fence.commandId'"
    })
    void namesTheMissingPartOfAFence(String part, String detail) {
        String lacking =
                FENCE.replaceFirst("\"" + part + "\":(\"[^\"]*\"|[0-9]+),?", "").replace(",}", "}");
        refused(post("/v1/orders", "{\"verb\":\"RESYNC\",\"fence\":" + lacking + "}"), 400, detail);
        String empty =
                FENCE.replaceFirst("\"" + part + "\":(\"[^\"]*\"|[0-9]+)", "\"" + part + "\":null");
        refused(post("/v1/orders", "{\"verb\":\"RESYNC\",\"fence\":" + empty + "}"), 400, detail);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    {"sizeBytes":4096,"storesManagementInformation":false}               | 'drive' is missing
                    {"drive":"d","storesManagementInformation":false}                    | 'sizeBytes'
                    {"drive":"d","sizeBytes":null,"storesManagementInformation":false}   | 'sizeBytes'
                    {"drive":"d","sizeBytes":"4096","storesManagementInformation":false} | 'sizeBytes' must be a whole number
                    {"drive":"d","sizeBytes":4096}                                       | 'storesManagementInformation'
                    {"drive":"d","sizeBytes":4096,"storesManagementInformation":"yes"}   | 'storesManagementInformation' must be true or false
                    {"drive":"d","sizeBytes":4096,"storesManagementInformation":1}       | 'storesManagementInformation' must be true or false
                    {"drive":{},"sizeBytes":4096,"storesManagementInformation":false}    | 'drive' must be a text
                    {"drive":"d","sizeBytes":4096,"storesManagementInformation":false,"size":"1Gi"} | 'size' is not known here
                    """)
    void namesWhatIsWrongWithAVolume(String body, String detail) {
        refused(put("/v1/volumes/201b/LU0", body), 400, detail);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    {}                                                            | 'group' is missing
                    {"group":"G1","leg":"2a->2b"}                                 | 'primary' is missing
                    {"group":"G1","leg":"2a->2b","primary":{}}                    | 'primary.array' is missing
                    {"group":"G1","leg":"2a->2b","primary":{"array":"2a","port":"201b"}} | 'primary.lu' is missing
                    {"group":"G1","leg":"2a->2b","primary":{"array":"2a","port":"201b","lu":"LU0","x":1}} | 'primary.x' is not known
                    {"group":"G1","leg":"2a->2b","peerLinkEndpoint":9000}         | 'peerLinkEndpoint' must be a text
                    """)
    void namesWhatIsWrongWithAPair(String body, String detail) {
        refused(put("/v1/pairs/P1", body), 400, detail);
    }

    @ParameterizedTest
    @EnumSource(EngineFault.Code.class)
    void tellsTheEnginesRefusalWithItsCode(EngineFault.Code code) {
        engine.refuse(new EngineFault(code, "leg 2a->2b of G1: the reason"));
        int status =
                switch (code) {
                    case NO_SUCH_LEG, NO_SUCH_VOLUME, NO_SUCH_PEER -> 404;
                    case INVALID_VALUE -> 422;
                    case NO_SPACE -> 507;
                    case DISK_ERROR, PEER_UNREACHABLE -> 503;
                    default -> 409;
                };
        String body = "{\"verb\":\"SUSPEND\",\"fence\":" + FENCE + "}";
        refused(post("/v1/orders", body), status, "the reason");
        post("/v1/orders", body).body("code", equalTo(code.name()));
    }

    @Test
    void hidesABugsTrace() {
        engine.refuse(new IllegalStateException("secret inside"));
        post("/v1/orders", "{\"verb\":\"SUSPEND\",\"fence\":" + FENCE + "}")
                .statusCode(500)
                .contentType("application/problem+json")
                .body("detail", not(containsString("secret")));
    }

    @Test
    void refusesWhatIsNotOffered() {
        refused(given().get("/v1/nothing").then(), 404, "/q/openapi");
        refused(given().get("/").then(), 404, "/q/openapi");
        refused(given().delete("/v1/array").then(), 405, "method");
        refused(given().get("/v1/orders").then(), 405, "method");
        refused(given().contentType("text/plain").body("x").post("/v1/orders").then(), 415, "json");
        refused(given().contentType("application/json").post("/v1/orders").then(), 400, "no body");
        refused(given().accept("text/csv").get("/v1/array").then(), 406, "json");
        refused(given().delete("/q/openapi").then(), 405, "method");
        refused(given().post("/q/health").then(), 405, "method");
        refused(given().urlEncodingEnabled(false).get("/v1/array;a=b").then(), 400, "';'");
    }

    @Test
    void refusesARequestThatNamesNoHost() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
            socket.getOutputStream()
                    .write("GET /v1/array HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] start = socket.getInputStream().readNBytes(90);
            assertThat(new String(start, StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 400")
                    .containsIgnoringCase("content-type: application/problem+json");
        }
    }

    @Test
    void refusesABodyThatIsTooLarge() {
        String large = "{\"verb\":\"" + "x".repeat(1 << 20) + "\"}";
        refused(post("/v1/orders", large), 413, "1048576");
        // In chunks, so that no length is announced.
        refused(
                given().contentType("application/json")
                        .body(new ByteArrayInputStream(large.getBytes(StandardCharsets.UTF_8)))
                        .post("/v1/orders")
                        .then(),
                413,
                "1048576");
    }

    @Test
    void setsAndHealsFaults() {
        put(
                        "/v1/faults",
                        "{\"links\":[{\"peerArray\":\"2b\",\"latencyMillis\":5},{\"cut\":true}],\"disks\":[{\"port\":\"201b\",\"lu\":\"LU0\",\"full\":true}],\"clockOffsetMillis\":-3600000}")
                .statusCode(200)
                .body("links.size()", equalTo(2))
                .body("disks[0].full", equalTo(true))
                .body("crashAt", nullValue())
                .body("crashPoints", hasItems("after-journal"));
        assertThat(engine.links())
                .containsEntry("2b", new LinkFault(Duration.ofMillis(5), 0, false))
                .containsEntry("", new LinkFault(Duration.ZERO, 0, true));
        assertThat(engine.disks())
                .containsEntry("201b/LU0", new DiskFault(false, false, false, true, Duration.ZERO));
        assertThat(engine.clockOffset()).isEqualTo(Duration.ofHours(-1));
        String setting = given().get("/v1/faults").then().statusCode(200).extract().asString();
        put("/v1/faults", setting).statusCode(200);
        assertThat(given().get("/v1/faults").asString()).isEqualTo(setting);
        put("/v1/faults", "{\"crashAt\":\"after-journal\"}").statusCode(200);
        assertThat(engine.links()).isEmpty();
        assertThat(engine.disks()).isEmpty();
        assertThat(engine.clockOffset()).isZero();
        assertThat(engine.notes()).endsWith("crash after-journal");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    400 | {"links":[{"peerArray":"2b"},{"peerArray":"2b"}]}             | names a cable twice
                    400 | {"links":[null]}                                              | 'links[0]' is missing
                    400 | {"links":[{"latencyMillis":"5"}]}                             | 'links[0].latencyMillis' must be a whole number
                    400 | {"links":{}}                                                  | 'links' must be a list
                    400 | {"links":[{"speed":5}]}                                       | 'links[0].speed' is not known here
                    422 | {"links":[{"latencyMillis":60001}]}                           | 'links[0].latencyMillis' must be 0 to 60000
                    422 | {"links":[{"latencyMillis":-1}]}                              | 'links[0].latencyMillis'
                    422 | {"links":[{"bytesPerSecond":1023}]}                           | 'links[0].bytesPerSecond'
                    400 | {"disks":[{"lu":"LU0"}]}                                      | 'disks[0].port' is missing
                    404 | {"disks":[{"port":"201b","lu":"LU7"}]}                        | no volume 201b/LU7
                    400 | {"disks":[{"port":"201b","lu":"LU0"},{"port":"201b","lu":"LU0"}]} | names a volume twice
                    422 | {"crashAt":"somewhere"}                                       | no point 'somewhere'
                    """)
    void changesNothingForBadFaults(int status, String body, String detail) {
        refused(put("/v1/faults", body), status, detail);
    }

    @Test
    void isReadyWhenEveryPortListens() {
        given().get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("status", equalTo("UP"))
                .body("checks[0].data.'nbd.201b'", equalTo(10809));
        given().get("/q/health").then().statusCode(200);
    }

    @Test
    void describesItself() {
        String document = given().get("/q/openapi").then().statusCode(200).extract().asString();
        assertThat(document)
                .contains(
                        "/v1/orders",
                        "/v1/faults",
                        "OrderRequest",
                        "ProblemDocument",
                        "GOLDEN_COPY");
    }
}
