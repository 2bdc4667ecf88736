package dev.trilith.emulator.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import dev.trilith.emulator.engine.PeerGrant;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Grants and probes as messages, at an array that asks for no token. */
@QuarkusTest
class AccessMessagesIT {
    private static final String TOKEN = "a-token-of-2b";

    private final NotingEngine engine;

    @Inject
    AccessMessagesIT(NotingEngine engine) {
        this.engine = engine;
    }

    @BeforeEach
    void forget() {
        engine.reset();
    }

    private static ValidatableResponse put(String peer, String body) {
        return given().contentType("application/json").body(body).put("/v1/access/" + peer).then();
    }

    @Test
    void grantsListsAndRevokes() {
        put("local", "{\"token\":\"" + TOKEN + "\",\"groups\":[\"G2\",\"G1\"]}")
                .statusCode(200)
                .body("peer", equalTo("local"))
                .body("groups", equalTo(List.of("G1", "G2")))
                .body("token", equalTo(null));
        String digest = Tokens.hex(Tokens.digest(TOKEN));
        assertThat(engine.notes())
                .containsExactly(
                        new PeerGrant("local", digest, new TreeSet<>(List.of("G1", "G2"))));
        assertThat(engine.notes().toString()).doesNotContain(digest);
        given().get("/v1/access")
                .then()
                .statusCode(200)
                .body("peer", equalTo(List.of("local")))
                .body(not(containsString(TOKEN)))
                .body(not(containsString(digest)));
        given().delete("/v1/access/local").then().statusCode(204);
        given().get("/v1/access").then().statusCode(200).body("size()", equalTo(0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    400 | {"groups":["G1"]}                            | 'token' is missing
                    400 | {"token":null,"groups":["G1"]}               | 'token' is missing
                    400 | {"token":12345678,"groups":["G1"]}           | 'token' must be a text
                    400 | {"token":"12345678"}                         | 'groups' is missing
                    400 | {"token":"12345678","groups":null}           | 'groups' is missing
                    400 | {"token":"12345678","groups":"G1"}           | 'groups' must be a list
                    400 | {"token":"12345678","groups":[null]}         | 'groups[0]' is missing
                    400 | {"token":"12345678","groups":[1]}            | must be a text
                    400 | {"token":"12345678","groups":["G1","G1"]}    | 'groups[1]' names a group twice
                    400 | {"token":"12345678","groups":["G1"],"all":1} | 'all' is not known here
                    422 | {"token":"","groups":["G1"]}                 | 'token' must be 8 to 1024
                    422 | {"token":"1234567","groups":["G1"]}          | 'token' must be 8 to 1024
                    422 | {"token":"12345 78","groups":["G1"]}         | 'token' must be 8 to 1024
                    422 | {"token":"12345678\\n","groups":["G1"]}      | 'token' must be 8 to 1024
                    422 | {"token":"pässwörter","groups":["G1"]}       | 'token' must be 8 to 1024
                    422 | {"token":"12345678\\u0000","groups":["G1"]}  | 'token' must be 8 to 1024
                    """)
    void namesWhatIsWrongWithAGrant(int status, String body, String detail) {
        put("local", body)
                .statusCode(status)
                .contentType("application/problem+json")
                .body("detail", containsString(detail))
                .body(not(containsString("12345678")));
        assertThat(engine.notes()).isEmpty();
    }

    @Test
    void refusesATokenThatIsTooLong() {
        put("local", "{\"token\":\"" + "x".repeat(1025) + "\",\"groups\":[\"G1\"]}")
                .statusCode(422)
                .body("detail", not(containsString("xxx")));
        put("local", "{\"token\":\"" + "x".repeat(1024) + "\",\"groups\":[\"G1\"]}")
                .statusCode(200);
        put("local", "{\"token\":\"" + "x".repeat(1 << 20) + "\",\"groups\":[\"G1\"]}")
                .statusCode(413);
    }

    @Test
    void tellsWhetherAPeerIsReached() {
        given().get("/v1/peers/2b")
                .then()
                .statusCode(200)
                .body("array", equalTo("2b"))
                .body("reachable", equalTo(false))
                .body("detail", containsString("1000 ms"));
        given().get("/v1/peers/nobody")
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("code", equalTo("NO_SUCH_PEER"));
    }

    @Test
    void anArrayWithoutTokensLetsEverybodyIn() {
        given().header("Authorization", "Bearer whatever-it-is")
                .get("/v1/array")
                .then()
                .statusCode(200);
        given().header("Authorization", "nonsense").get("/v1/access").then().statusCode(200);
    }
}
