package dev.trilith.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/**
 * The state of one leg, in the words of table 600.
 *
 * @param id {@code H1} for the remote copy into the second site, {@code I1} for its internal copy,
 *     and so on
 * @param state EXECUTING, EXECUTING_FROZEN, SPLIT or SUSPENDED
 * @param lost whether the leg's array was lost: the state is then the last one known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record LegStatus(
        @Required
                @JsonPropertyDescription(
                        "H1 is the remote copy into the second site, I1 its internal copy.")
                String id,
        @Required @JsonPropertyDescription("EXECUTING, EXECUTING_FROZEN, SPLIT or SUSPENDED.")
                String state,
        @JsonPropertyDescription("Whether the leg's array was lost.") @Nullable Boolean lost) {}
