package dev.trilith.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/**
 * One end of a pair.
 *
 * @param namespace where the StorageSubsystem is, or null for the pair's own namespace
 * @param subsystemRef the StorageSubsystem
 * @param port one of its ports
 * @param lu the logical unit
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record VolumeReference(
        @Pattern(Patterns.NAME)
                @JsonPropertyDescription(
                        "Where the StorageSubsystem is; the pair's own namespace if left out.")
                @Nullable String namespace,
        @Required @Pattern(Patterns.NAME) @JsonPropertyDescription("The StorageSubsystem.")
                String subsystemRef,
        @Required
                @Pattern(Patterns.PORT)
                @JsonPropertyDescription("One of its ports, for example 201b.")
                String port,
        @Required
                @Pattern(Patterns.LU)
                @JsonPropertyDescription("The logical unit, for example LU0.")
                String lu) {}
