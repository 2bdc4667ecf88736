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
 * What is to be recovered, and where. Together with the arrays' records it is all that the recovery
 * goes by.
 *
 * @param cycleRef the DRCycle that created the recovery, for people
 * @param site the site of this namespace: hosts get access here
 * @param lostSite the site whose loss started it
 * @param alsoLost further sites that a person declares lost, or null
 * @param chain the sites in the order in which data flowed
 * @param groups the consistency groups; the first names the record
 * @param onUnreachable what a site is taken for that is silent but not known lost; null means Wait
 * @param grace how long a site must be silent before that counts; null means 5 s
 * @param namespaces the identities of the sites' namespaces, as far as the cycle knew them
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "self == oldSelf",
        message = "a recovery does not change: it runs once; create another")
@ValidationRule(
        value = "self.chain.exists(s, s.site == self.site)",
        message = "site is not in the chain")
@ValidationRule(
        value = "self.chain.exists(s, s.site == self.lostSite) && self.lostSite != self.site",
        message = "lostSite must be another site of the chain")
@ValidationRule(
        value =
                "!has(self.alsoLost) || self.alsoLost.all(l, l != self.site"
                        + " && self.chain.exists(s, s.site == l))",
        message = "alsoLost names this site or one that is not in the chain")
@JsonIgnoreProperties(ignoreUnknown = true)
public record RecoverySpec(
        @Required
                @Pattern(Patterns.SUBDOMAIN)
                @PrinterColumn(name = "Cycle")
                @JsonPropertyDescription("The DRCycle that the recovery belongs to.")
                String cycleRef,
        @Required
                @Pattern(Patterns.NAME)
                @PrinterColumn(name = "Site")
                @JsonPropertyDescription("The site of this namespace: hosts get access here.")
                String site,
        @Required
                @Pattern(Patterns.NAME)
                @PrinterColumn(name = "Lost")
                @JsonPropertyDescription("The site whose loss started the recovery.")
                String lostSite,
        @Size(max = 6)
                @JsonPropertyDescription(
                        "Further sites that are lost: a person who knows it says so, where this"
                                + " site sees no more than silence.")
                @Nullable List<String> alsoLost,
        @Required
                @Size(min = 2, max = 8)
                @JsonPropertyDescription("The sites in the order in which data flowed.")
                List<ChainSite> chain,
        @Required
                @Size(min = 1, max = 16)
                @JsonPropertyDescription("The consistency groups; the first names the record.")
                List<String> groups,
        @Default("Wait")
                @JsonPropertyDescription(
                        "What becomes of a site that is silent but not known lost: Wait for it, or"
                                + " Recover without it after the grace, which may lose acknowledged"
                                + " writes.")
                RecoveryPolicy.@Nullable OnUnreachable onUnreachable,
        @Default("5s")
                @Pattern(Patterns.DURATION)
                @JsonPropertyDescription("How long a site must be silent before that counts.")
                @Nullable String grace,
        @Size(max = 8)
                @JsonPropertyDescription("The identities of the sites' namespaces, where known.")
                @Nullable List<SeenNamespace> namespaces) {}
