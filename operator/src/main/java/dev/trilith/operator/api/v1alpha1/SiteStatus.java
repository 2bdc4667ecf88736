package dev.trilith.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/**
 * What one site could fall back on.
 *
 * @param site the site
 * @param recoveryPoint LIVE, the cut, or INCOMPLETE if it holds no whole image
 * @param cycle the number of the newest whole cut that it holds, or null
 * @param consistencyTime the instant of that cut, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record SiteStatus(
        @Required @JsonPropertyDescription("The site.") String site,
        @Required
                @JsonPropertyDescription(
                        "The newest image that the site holds: LIVE, a cut, or INCOMPLETE.")
                String recoveryPoint,
        @JsonPropertyDescription("The newest whole cut that the site holds.") @Nullable Long cycle,
        @JsonPropertyDescription("The instant of that cut.") @Nullable String consistencyTime) {}
