package dev.trilith.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/**
 * Where a host reaches one port of an array.
 *
 * @param port the port's name, for example {@code 201b}
 * @param address {@code host:port} of its NBD listener
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record NbdEndpoint(
        @Required @Pattern(Patterns.PORT) @JsonPropertyDescription("The port's name.") String port,
        @Required
                @Size(max = 512)
                @Pattern("^[^\\s/]+:[0-9]{1,5}$")
                @JsonPropertyDescription("host:port of its NBD listener.")
                String address) {}
