package dev.trilith.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PrinterColumn;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the user wants of a cycle.
 *
 * @param chain the sites in the order in which data flows, 2 to 8; the first is production
 * @param groups the consistency groups whose pairs the cycle steers; the first names the record
 * @param interval time from one pass's start to the next one's; null means 5 s
 * @param freeze how the cut is made; null means hold, 2 s
 * @param paused whether no new pass starts, while the copy to the second site runs on; null means
 *     no
 * @param runToken a new value starts one pass at once, paused or not
 * @param recovery what is done when the first site is lost
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "self.chain == oldSelf.chain && self.groups == oldSelf.groups",
        message = "chain and groups do not change while records name them: make another DRCycle")
@JsonIgnoreProperties(ignoreUnknown = true)
public record DRCycleSpec(
        @Required
                @Size(min = 2, max = 8)
                @ValidationRule(
                        value = "self.all(s, self.exists_one(t, t.site == s.site))",
                        message = "a site stands in the chain twice: a chain must not be a loop")
                @ValidationRule(
                        value =
                                "self.all(s, self.exists_one(t, t.__namespace__ == s.__namespace__))",
                        message = "two sites have the same namespace: each site needs its own")
                @ValidationRule(
                        value = "self.all(s, self.exists_one(t, t.subsystemRef == s.subsystemRef))",
                        message =
                                "two sites have the same subsystem name: records tell arrays apart"
                                        + " by it")
                @JsonPropertyDescription(
                        "The sites in the order in which data flows; the first is production.")
                List<ChainSite> chain,
        @Required
                @Size(min = 1, max = 16)
                @ValidationRule(
                        value = "self.all(g, self.exists_one(h, h == g))",
                        message = "a group is named twice")
                @JsonPropertyDescription("The consistency groups whose pairs the cycle steers.")
                List<String> groups,
        @Default("5s")
                @Pattern(Patterns.DURATION)
                @PrinterColumn(name = "Interval", priority = 1)
                @JsonPropertyDescription("Time from one pass's start to the next one's.")
                @Nullable String interval,
        @JsonPropertyDescription("How the cut is made.") @Nullable FreezeSpec freeze,
        @Default("false")
                @JsonPropertyDescription(
                        "Whether no new pass starts; the copy to the second site runs on.")
                @Nullable Boolean paused,
        @Size(max = 63)
                @JsonPropertyDescription("A new value starts one pass at once, paused or not.")
                @Nullable String runToken,
        @JsonPropertyDescription("What is done when the first site is lost.")
                @Nullable RecoveryPolicy recovery) {}
