package dev.trilith.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the operator sees of an array.
 *
 * @param observedGeneration the generation of the spec that was looked at
 * @param endpoints where the array is dialled; null while it is not ready
 * @param conditions Ready, Reconciling, Stalled
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record StorageSubsystemStatus(
        @JsonPropertyDescription("The generation of the spec that was looked at.")
                @Nullable Long observedGeneration,
        @JsonPropertyDescription("Where the array is dialled; absent while it is not ready.")
                @Nullable ArrayEndpoints endpoints,
        @JsonPropertyDescription("Ready, Reconciling, Stalled.")
                @Nullable List<StatusCondition> conditions)
        implements ConditionedStatus {}
