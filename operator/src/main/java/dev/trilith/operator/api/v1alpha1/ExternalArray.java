package dev.trilith.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where an array that somebody else runs is dialled.
 *
 * @param endpoint its management interface, for example {@code http://10.0.0.7:8080}
 * @param linkEndpoint where other arrays dial it, {@code host:port}
 * @param nbd where hosts reach its ports; may be left out
 * @param credentialsRef the Secret with the token to show to the array, or null for an open array
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ExternalArray(
        @Required
                @Size(max = 512)
                @Pattern("^https?://[^\\s/?#@]+$")
                @JsonPropertyDescription(
                        "The management interface, for example http://10.0.0.7:8080.")
                String endpoint,
        @Required
                @Size(max = 512)
                @Pattern("^[^\\s/]+:[0-9]{1,5}$")
                @JsonPropertyDescription("Where other arrays dial it, host:port.")
                String linkEndpoint,
        @Size(max = 16) @JsonPropertyDescription("Where hosts reach its ports over NBD.")
                @Nullable List<NbdEndpoint> nbd,
        @JsonPropertyDescription("The token that the array's owner gave to this site.")
                @Nullable CredentialsReference credentialsRef) {}
