package dev.trilith.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PrinterColumn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far the cycle is, as the records have it: instants, not ages.
 *
 * @param observedGeneration the generation of the spec that was looked at
 * @param role Active in the first site's namespace, else Standby
 * @param term the fencing number
 * @param cycle the pass under way or last finished
 * @param sequence number of the newest record
 * @param step the step of Fig. 11 under way or last closed, for example 1130
 * @param phase INTENT or DONE
 * @param since when step and phase were reached
 * @param legs the state of every leg
 * @param sites what each site could fall back on
 * @param runToken the last run token that was carried out
 * @param namespaces the sites' namespaces as a Standby has seen them
 * @param recovery the Recovery that a Standby created or asks for
 * @param conditions Ready, Reconciling, Stalled, Protected, Recoverable, Fenced,
 *     RecordsInAgreement, ClocksAgree
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record DRCycleStatus(
        @JsonPropertyDescription("The generation of the spec that was looked at.")
                @Nullable Long observedGeneration,
        @PrinterColumn(name = "Role")
                @JsonPropertyDescription("Active in the first site's namespace, else Standby.")
                @Nullable Role role,
        @JsonPropertyDescription("The fencing number, raised at every takeover.")
                @Nullable Long term,
        @PrinterColumn(name = "Cycle")
                @JsonPropertyDescription("The pass under way or last finished.")
                @Nullable Long cycle,
        @JsonPropertyDescription("Number of the newest record.") @Nullable Long sequence,
        @PrinterColumn(name = "Step")
                @JsonPropertyDescription("The step of Fig. 11 under way or last closed.")
                @Nullable Integer step,
        @JsonPropertyDescription("INTENT or DONE.") @Nullable String phase,
        @JsonPropertyDescription("When step and phase were reached.") @Nullable String since,
        @JsonPropertyDescription("The state of every leg.") @Nullable List<LegStatus> legs,
        @JsonPropertyDescription("What each site could fall back on.")
                @Nullable List<SiteStatus> sites,
        @JsonPropertyDescription("The last run token that was carried out.")
                @Nullable String runToken,
        @JsonPropertyDescription("The sites' namespaces as a Standby has seen them.")
                @Nullable List<SeenNamespace> namespaces,
        @JsonPropertyDescription("The Recovery that a Standby created or asks for.")
                @Nullable String recovery,
        @JsonPropertyDescription(
                        "Ready, Reconciling, Stalled, Protected, Recoverable, Fenced,"
                                + " RecordsInAgreement, ClocksAgree.")
                @Nullable List<StatusCondition> conditions)
        implements ConditionedStatus {
    /** Of a cycle of which nothing is known but its conditions. */
    public static DRCycleStatus bare(
            @Nullable Long observedGeneration, List<StatusCondition> conditions) {
        return new DRCycleStatus(
                observedGeneration,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                conditions);
    }

    /** What a DRCycle does in its namespace. */
    public enum Role {
        /** It runs P120. */
        @JsonProperty("Active")
        ACTIVE,
        /** It watches for the loss of the first site. */
        @JsonProperty("Standby")
        STANDBY
    }
}
