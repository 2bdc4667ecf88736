package dev.trilith.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the recovery plans, does and did.
 *
 * @param observedGeneration the generation of the spec that was looked at
 * @param phase Pending, Sealing, Collecting, Copying, Presenting, Finished or Failed
 * @param startedAt when it began
 * @param completedAt when it ended, or null
 * @param term its fencing number
 * @param record the newest surviving record
 * @param plan the steps, done and still to do
 * @param legs the state of every leg
 * @param recoveryPoint the image that hosts find at the end
 * @param mayBeLost what may be missing from it, and why
 * @param volumes the volumes that hosts were given, {@code array:port/LU}
 * @param outcome one sentence at the end, or null
 * @param conditions Ready, Reconciling, Stalled, Fenced
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RecoveryStatus(
        @JsonPropertyDescription("The generation of the spec that was looked at.")
                @Nullable Long observedGeneration,
        @JsonPropertyDescription(
                        "Pending, Sealing, Collecting, Copying, Presenting, Finished or Failed.")
                @Nullable String phase,
        @JsonPropertyDescription("When it began.") @Nullable String startedAt,
        @JsonPropertyDescription("When it ended.") @Nullable String completedAt,
        @JsonPropertyDescription("Its fencing number.") @Nullable Long term,
        @JsonPropertyDescription("The newest surviving record.") @Nullable UsedRecord record,
        @JsonPropertyDescription("The steps, done and still to do.") @Nullable List<PlanStep> plan,
        @JsonPropertyDescription("The state of every leg.") @Nullable List<LegStatus> legs,
        @JsonPropertyDescription("The image that hosts find at the end.")
                @Nullable RecoveryPoint recoveryPoint,
        @JsonPropertyDescription("What may be missing from it, and why.")
                @Nullable List<String> mayBeLost,
        @JsonPropertyDescription("The volumes that hosts were given.")
                @Nullable List<String> volumes,
        @JsonPropertyDescription("What came of it, in one sentence.") @Nullable String outcome,
        @JsonPropertyDescription("Ready, Reconciling, Stalled, Fenced.")
                @Nullable List<StatusCondition> conditions)
        implements ConditionedStatus {
    @Override
    public boolean ended() {
        return completedAt != null;
    }
}
