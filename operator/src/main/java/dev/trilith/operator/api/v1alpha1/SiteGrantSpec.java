package dev.trilith.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/**
 * Who may name this site, and for what.
 *
 * @param groups the consistency groups to which the consent is limited
 * @param peers the namespaces to which it is given
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record SiteGrantSpec(
        @Required
                @Size(min = 1, max = 16)
                @ValidationRule(
                        value = "self.all(g, self.exists_one(h, h == g))",
                        message = "a group is named twice")
                @JsonPropertyDescription("The consistency groups that the consent is for.")
                List<String> groups,
        @Required
                @Size(min = 1, max = 16)
                @JsonPropertyDescription("The namespaces that the consent is given to.")
                List<GrantedPeer> peers) {}
