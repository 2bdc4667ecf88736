package dev.trilith.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * One namespace that may name this site.
 *
 * @param namespace the namespace, of this cluster or of another
 * @param uid its identity; null means: that of the first namespace of this name that is seen
 * @param credentialsRef the Secret with the token that the peer shows to this site's arrays, or
 *     null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record GrantedPeer(
        @Required
                @Pattern(Patterns.NAME)
                @JsonPropertyDescription("The namespace, of this cluster or of another.")
                String namespace,
        @Size(min = 1, max = 64)
                @JsonPropertyDescription(
                        "The namespace's UID. Without it, the first namespace of this name that is"
                                + " seen is remembered in status, and one made anew under the name"
                                + " is refused.")
                @Nullable String uid,
        @JsonPropertyDescription(
                        "The token that the peer shows to this site's arrays: it lets the peer act"
                                + " on these groups and nothing else. Needed where the peer has an"
                                + " operator of its own and the arrays ask for tokens.")
                @Nullable CredentialsReference credentialsRef) {}
