package dev.trilith.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/**
 * The image that hosts find.
 *
 * @param image LIVE, a cut, or INCOMPLETE
 * @param cycle the cut's cycle, or null
 * @param still counts the array's own stops after the cut, or null
 * @param consistencyTime the cut's instant, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RecoveryPoint(
        @Required @JsonPropertyDescription("LIVE, a cut, or INCOMPLETE.") String image,
        @JsonPropertyDescription("The cut's cycle.") @Nullable Long cycle,
        @JsonPropertyDescription("Counts the array's own stops after the cut.")
                @Nullable Integer still,
        @JsonPropertyDescription("The cut's instant.") @Nullable String consistencyTime) {}
