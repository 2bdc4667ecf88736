package dev.trilith.emulator.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pairs of a group as messages. */
@QuarkusTest
class GroupMessagesIT {
    private final NotingEngine engine;

    @Inject
    GroupMessagesIT(NotingEngine engine) {
        this.engine = engine;
    }

    @BeforeEach
    void forget() {
        engine.reset();
    }

    @Test
    void waitsForTheStatusesNamedAndSaysWhetherTheyWereReached() {
        given().get("/v1/groups/G1/pairs?status=COPY&status=PSUS&waitMillis=2500")
                .then()
                .statusCode(200)
                .body("reached", equalTo(true))
                .body("pairs.name", equalTo(List.of("P1")))
                .body("pairs[0].status", equalTo("PSUS"));
        assertThat(engine.notes()).containsExactly("[COPY, PSUS] within PT2.5S");
        given().get("/v1/groups/G1/pairs?status=PAIR&waitMillis=0")
                .then()
                .statusCode(200)
                .body("reached", equalTo(false));
        given().get("/v1/groups/G1/pairs")
                .then()
                .statusCode(200)
                .body("reached", equalTo(false))
                .body("pairs.size()", equalTo(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    404 | G9?status=PAIR                 | no pair of group G9
                    400 | G1?status=PAIRED               | is none of SMPL, COPY
                    400 | G1?status=pair                 | is none of SMPL, COPY
                    400 | G1?waitMillis=5                | add status=PAIR
                    400 | G1?state=PAIR                  | is not known here: use status
                    400 | G1?status=PAIR&waitMillis=-1   | from 0 to 10000
                    400 | G1?status=PAIR&waitMillis=10001 | from 0 to 10000
                    400 | G1?status=PAIR&waitMillis=99999999999999999999 | from 0 to 10000
                    400 | G1?status=PAIR&waitMillis=soon | from 0 to 10000
                    """)
    void refusesWhatMakesNoSense(int status, String question, String detail) {
        given().get("/v1/groups/" + question.replace("?", "/pairs?"))
                .then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("detail", containsString(detail));
        assertThat(engine.notes()).isEmpty();
    }
}
