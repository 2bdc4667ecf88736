package dev.trilith.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/**
 * The newest surviving record.
 *
 * @param site where it was found
 * @param term its term
 * @param cycle its cycle
 * @param sequence its sequence
 * @param step the step that it announces or closes
 * @param phase INTENT or DONE
 * @param recordedAt timestamp 605
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record UsedRecord(
        @Required @JsonPropertyDescription("Where it was found.") String site,
        @Required @JsonPropertyDescription("Its term.") Long term,
        @Required @JsonPropertyDescription("Its cycle.") Long cycle,
        @Required @JsonPropertyDescription("Its sequence.") Long sequence,
        @Required @JsonPropertyDescription("The step that it announces or closes.") Integer step,
        @Required @JsonPropertyDescription("INTENT or DONE.") String phase,
        @Required @JsonPropertyDescription("When it was written.") String recordedAt) {}
