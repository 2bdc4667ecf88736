package dev.trilith.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * How the cut is made.
 *
 * @param mode what host writes do between freeze and resume; null means hold
 * @param deadline with hold, when the array resumes by itself; null means 2 s
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record FreezeSpec(
        @Default("hold")
                @JsonPropertyDescription(
                        "What host writes do between freeze and resume: hold makes them wait, go"
                                + " lets them go on, and a disaster before the copy has caught up"
                                + " loses them.")
                @Nullable Mode mode,
        @Default("2s")
                @Pattern(Patterns.DURATION)
                @ValidationRule(
                        value =
                                "duration(self) >= duration('1ms') && duration(self) <="
                                        + " duration('60s')",
                        message = "deadline must lie between 1ms and 60s")
                @JsonPropertyDescription(
                        "With hold: when the array resumes by itself and the cut is void; 1ms to"
                                + " 60s.")
                @Nullable String deadline) {
    /** What host writes do between freeze and resume. */
    public enum Mode {
        /** They wait. */
        @JsonProperty("hold")
        HOLD,
        /** They go on, tracked. */
        @JsonProperty("go")
        GO
    }
}
