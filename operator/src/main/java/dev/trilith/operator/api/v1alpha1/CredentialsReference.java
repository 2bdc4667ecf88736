package dev.trilith.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;

/**
 * A Secret of the same namespace that holds a token under the key {@code token}.
 *
 * @param name the Secret's name
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record CredentialsReference(
        @Required
                @Pattern(Patterns.SUBDOMAIN)
                @JsonPropertyDescription(
                        "A Secret of this namespace, of type trilith.dev/token; its key 'token'"
                                + " holds the token.")
                String name) {
    /** The key of the Secret under which the token stands. */
    public static final String TOKEN = "token";

    /**
     * The type that such a Secret must have: nobody can have the operator show another Secret to an
     * array of their choice.
     */
    public static final String TYPE = "trilith.dev/token";
}
