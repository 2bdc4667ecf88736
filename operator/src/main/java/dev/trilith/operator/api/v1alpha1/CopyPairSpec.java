package dev.trilith.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PrinterColumn;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * What the user wants of a pair.
 *
 * @param pairName the pair's name on the arrays, or null for the resource's own name
 * @param group the consistency group
 * @param primary the volume copied from
 * @param secondary the volume copied to
 * @param deletionPolicy what deleting the resource does to the arrays; null means Retain
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value =
                "!(self.primary.subsystemRef == self.secondary.subsystemRef"
                        + " && self.primary.port == self.secondary.port"
                        + " && self.primary.lu == self.secondary.lu"
                        + " && (has(self.primary.__namespace__)"
                        + " ? self.primary.__namespace__ : '')"
                        + " == (has(self.secondary.__namespace__)"
                        + " ? self.secondary.__namespace__ : ''))",
        message = "a pair cannot copy a volume onto itself")
@ValidationRule(
        value =
                "self.group == oldSelf.group && self.primary == oldSelf.primary"
                        + " && self.secondary == oldSelf.secondary"
                        + " && has(self.pairName) == has(oldSelf.pairName)"
                        + " && (!has(self.pairName) || self.pairName == oldSelf.pairName)",
        message = "a registered pair does not change but for its deletionPolicy: make another pair")
@JsonIgnoreProperties(ignoreUnknown = true)
public record CopyPairSpec(
        @Pattern(Patterns.GROUP)
                @JsonPropertyDescription(
                        "The pair's name on the arrays; the resource's own name if left out.")
                @Nullable String pairName,
        @Required
                @Pattern(Patterns.GROUP)
                @PrinterColumn(name = "Group")
                @JsonPropertyDescription("The consistency group, for example G1.")
                String group,
        @Required @JsonPropertyDescription("The volume copied from.") VolumeReference primary,
        @Required @JsonPropertyDescription("The volume copied to.") VolumeReference secondary,
        @Default("Retain")
                @JsonPropertyDescription(
                        "What deleting the resource does: Retain changes nothing on an array;"
                                + " Delete dissolves the leg once its last pair's resource is"
                                + " deleted, but never while the namespace is terminating.")
                @Nullable DeletionPolicy deletionPolicy) {
    /** What deleting a CopyPair does to the arrays. */
    public enum DeletionPolicy {
        /** Nothing changes on any array. */
        @JsonProperty("Retain")
        RETAIN,
        /** The leg is dissolved when the last resource of its pairs is deleted. */
        @JsonProperty("Delete")
        DELETE
    }
}
