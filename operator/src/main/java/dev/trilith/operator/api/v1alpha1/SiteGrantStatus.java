package dev.trilith.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * To whom the consent is in force.
 *
 * @param observedGeneration the generation of the spec that was looked at
 * @param namespaces the peers' namespaces as they were first seen
 * @param conditions Ready, Reconciling, Stalled
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record SiteGrantStatus(
        @JsonPropertyDescription("The generation of the spec that was looked at.")
                @Nullable Long observedGeneration,
        @JsonPropertyDescription("The peers' namespaces as they were first seen.")
                @Nullable List<SeenNamespace> namespaces,
        @JsonPropertyDescription("Ready, Reconciling, Stalled.")
                @Nullable List<StatusCondition> conditions)
        implements ConditionedStatus {}
