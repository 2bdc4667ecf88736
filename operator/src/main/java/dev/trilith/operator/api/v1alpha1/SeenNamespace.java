package dev.trilith.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/**
 * A namespace that was there once: when it is gone, or is another of the same name, its site is
 * lost.
 *
 * @param name its name
 * @param uid its identity, which a namespace made anew does not get again
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record SeenNamespace(
        @Required @Pattern(Patterns.NAME) @JsonPropertyDescription("The namespace.") String name,
        @Required @Size(min = 1, max = 128) @JsonPropertyDescription("Its identity.") String uid) {}
