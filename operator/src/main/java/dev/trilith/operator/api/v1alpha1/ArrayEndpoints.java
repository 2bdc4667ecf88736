package dev.trilith.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.util.List;

/**
 * Where an array is dialled now.
 *
 * @param rest the management interface, {@code http://host:port}
 * @param link where other arrays dial it, {@code host:port}
 * @param nbd where hosts reach its ports
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ArrayEndpoints(
        @Required @JsonPropertyDescription("The management interface, http://host:port.")
                String rest,
        @Required @JsonPropertyDescription("Where other arrays dial it, host:port.") String link,
        @Required @JsonPropertyDescription("Where hosts reach its ports over NBD.")
                List<NbdEndpoint> nbd) {
    public ArrayEndpoints {
        nbd = List.copyOf(nbd);
    }
}
