package dev.trilith.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/**
 * One step of a recovery.
 *
 * @param order its position, from 1
 * @param step the source's number, for example 1110
 * @param action what is ordered
 * @param reason why
 * @param sourceImage the image that is copied or kept
 * @param atRisk what a further disaster during the step would lose
 * @param expectedRecoveryPoint what the site can fall back on after the step
 * @param state Planned or Done
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record PlanStep(
        @Required @JsonPropertyDescription("Its position, from 1.") Integer order,
        @Required @JsonPropertyDescription("The source's number, for example 1110.") Integer step,
        @Required @JsonPropertyDescription("What is ordered.") String action,
        @Required @JsonPropertyDescription("Why.") String reason,
        @Required @JsonPropertyDescription("The image that is copied or kept.") String sourceImage,
        @Required @JsonPropertyDescription("What a further disaster during the step would lose.")
                String atRisk,
        @Required @JsonPropertyDescription("What the site can fall back on after the step.")
                String expectedRecoveryPoint,
        @Required @JsonPropertyDescription("Planned or Done.") String state) {}
