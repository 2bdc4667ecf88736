package dev.trilith.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trilith.core.array.ArrayFault;
import dev.trilith.operator.status.Standing;
import dev.trilith.operator.status.Verdict;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerdictsTest {
    @Test
    void whatTheApiServerRefusedIsSaidInItsOwnWords() {
        Status status =
                new StatusBuilder()
                        .withCode(422)
                        .withReason("Invalid")
                        .withMessage("Service \"array-a.b\" is invalid: metadata.name")
                        .build();
        Verdict verdict =
                Verdicts.attempt(() -> {
                    throw new KubernetesClientException(
                            "Failure executing: PATCH at: https://host/. " + status, 422, status);
                });
        assertThat(verdict.standing()).isEqualTo(Standing.STALLED);
        assertThat(verdict.reason()).isEqualTo("ApiRefused");
        assertThat(verdict.message()).isEqualTo("Service \"array-a.b\" is invalid: metadata.name");
    }

    @Test
    void aRefusalWithoutAStatusIsStillSaid() {
        Verdict verdict =
                Verdicts.attempt(() -> {
                    throw new KubernetesClientException("forbidden", 403, null);
                });
        assertThat(verdict.message()).isEqualTo("forbidden");
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 409, 429, 500})
    void anApiServerThatIsBusyIsAskedAgain(int code) {
        KubernetesClientException busy = new KubernetesClientException("busy", code, null);
        assertThatThrownBy(() ->
                        Verdicts.attempt(() -> {
                            throw busy;
                        }))
                .isSameAs(busy);
    }

    @Test
    void aSilentArrayIsNamedOnce() {
        Verdict verdict =
                Verdicts.of(
                        new ArrayFault.Unreachable(
                                "2b", "http://b gave no answer to GET /v1/array"));
        assertThat(verdict.standing()).isEqualTo(Standing.PROGRESSING);
        assertThat(verdict.message())
                .isEqualTo("array 2b does not answer: http://b gave no answer to GET /v1/array");
    }
}
