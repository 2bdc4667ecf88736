package dev.trilith.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;

/**
 * One data centre of the chain.
 *
 * @param site its name, for example {@code production}
 * @param namespace the namespace that stands for it
 * @param subsystemRef its StorageSubsystem, for example {@code 2a}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ChainSite(
        @Required
                @Pattern(Patterns.NAME)
                @JsonPropertyDescription("The site's name, for example production.")
                String site,
        @Required
                @Pattern(Patterns.NAME)
                @JsonPropertyDescription("The namespace that stands for the site.")
                String namespace,
        @Required
                @Pattern(Patterns.NAME)
                @JsonPropertyDescription("The site's StorageSubsystem, for example 2a.")
                String subsystemRef) {}
