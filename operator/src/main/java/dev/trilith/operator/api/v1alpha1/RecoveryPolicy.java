package dev.trilith.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is done when the first site is lost.
 *
 * @param approval who starts the recovery; null means Automatic
 * @param onUnreachable what a site is taken for that is silent but not known lost; null means Wait
 * @param grace how long a site must be silent before that counts; null means 5 s
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RecoveryPolicy(
        @Default("Automatic")
                @JsonPropertyDescription(
                        "Automatic: the Standby creates the Recovery. Manual: it says which Recovery"
                                + " to create, and waits.")
                @Nullable Approval approval,
        @Default("Wait")
                @JsonPropertyDescription(
                        "What becomes of a site that is silent but not known lost: Wait for it, or"
                                + " Recover without it after the grace, which may lose acknowledged"
                                + " writes.")
                @Nullable OnUnreachable onUnreachable,
        @Default("5s")
                @Pattern(Patterns.DURATION)
                @JsonPropertyDescription("How long a site must be silent before that counts.")
                @Nullable String grace) {
    /** Who starts the recovery. */
    public enum Approval {
        /** The Standby, as soon as it has evidence of the loss. */
        @JsonProperty("Automatic")
        AUTOMATIC,
        /** A person, by creating the Recovery. */
        @JsonProperty("Manual")
        MANUAL
    }

    /** What becomes of a site that is silent but not known lost. */
    public enum OnUnreachable {
        /** It is waited for. */
        @JsonProperty("Wait")
        WAIT,
        /** After the grace the recovery goes on without it. */
        @JsonProperty("Recover")
        RECOVER
    }
}
