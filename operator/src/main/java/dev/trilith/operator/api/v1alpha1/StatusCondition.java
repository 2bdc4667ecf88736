package dev.trilith.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is true, false or unknown of a resource, in the form that Kubernetes tools wait
 * for.
 *
 * @param type what is said, for example {@code Ready}
 * @param status {@code True}, {@code False} or {@code Unknown}
 * @param reason why, as one word for programs
 * @param message why, as a sentence for people: what happened, to which object, what to do
 * @param lastTransitionTime when the status last changed, RFC 3339
 * @param observedGeneration the generation of the spec that was looked at
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record StatusCondition(
        @Required @Size(max = 316) @JsonPropertyDescription("What is said, for example Ready.")
                String type,
        @Required
                @Pattern("^(True|False|Unknown)$")
                @JsonPropertyDescription("True, False or Unknown.")
                String status,
        @Required
                @Size(min = 1, max = 1024)
                @Pattern("^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$")
                @JsonPropertyDescription("Why, as one word for programs.")
                String reason,
        @Required
                @Size(max = 32768)
                @JsonPropertyDescription("What happened, to which object, and what to do.")
                String message,
        @Required @JsonPropertyDescription("When the status last changed.")
                String lastTransitionTime,
        @JsonPropertyDescription("The generation of the spec that was looked at.")
                @Nullable Long observedGeneration) {
    /** Whether both say the same, whenever each began to. */
    public boolean saysTheSameAs(StatusCondition other) {
        return type.equals(other.type)
                && status.equals(other.status)
                && reason.equals(other.reason)
                && message.equals(other.message);
    }
}
