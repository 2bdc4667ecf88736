package dev.trilith.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether the arrays have registered the pair. How far its copy is stands in the DRCycle.
 *
 * @param observedGeneration the generation of the spec that was looked at
 * @param leg the part of the group that acts as one, for example {@code 2a->2b}
 * @param conditions Ready, Reconciling, Stalled
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record CopyPairStatus(
        @JsonPropertyDescription("The generation of the spec that was looked at.")
                @Nullable Long observedGeneration,
        @JsonPropertyDescription("The part of the group that acts as one, for example 2a->2b.")
                @Nullable String leg,
        @JsonPropertyDescription("Ready, Reconciling, Stalled.")
                @Nullable List<StatusCondition> conditions)
        implements ConditionedStatus {}
