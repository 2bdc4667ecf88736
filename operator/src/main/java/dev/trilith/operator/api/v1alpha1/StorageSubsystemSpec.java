package dev.trilith.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the user wants of an array.
 *
 * @param ports the ports through which hosts and peers see its volumes, 1 to 16
 * @param storage the disk behind it; may be left out for an external array
 * @param image the array's container image, or null for the operator's setting
 * @param external where an array that somebody else runs is dialled, or null
 * @param service how far the array's address reaches; null means inside this cluster
 * @param resources what the array's container asks for, or null
 * @param nodeSelector labels of the nodes on which the array may run, or null
 * @param tolerations taints that the array's pod bears, or null
 * @param topologySpreadConstraints how the array's pod is spread, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "has(self.external) || has(self.storage)",
        message = "storage is required unless external names an array that runs elsewhere")
@ValidationRule(
        value = "!(has(self.external) && has(self.storage))",
        message = "storage and external exclude each other: an external array brings its own disk")
@ValidationRule(
        value = "!(has(self.external) && has(self.image))",
        message = "image and external exclude each other: an external array is not run here")
@ValidationRule(
        value =
                "!(has(self.external) && (has(self.service) || has(self.resources)"
                        + " || has(self.nodeSelector) || has(self.tolerations)"
                        + " || has(self.topologySpreadConstraints)))",
        message = "an external array is not run here: only ports and external may be given")
@ValidationRule(
        value = "has(self.external) == has(oldSelf.external)",
        message = "an array cannot become external, nor cease to be: make another StorageSubsystem")
@JsonIgnoreProperties(ignoreUnknown = true)
public record StorageSubsystemSpec(
        @Required
                @Size(min = 1, max = 16)
                @ValidationRule(
                        value = "self.all(p, self.exists_one(q, q == p))",
                        message = "two ports have the same name")
                @ValidationRule(
                        value = "oldSelf.all(p, p in self)",
                        message = "a port cannot be taken away: volumes may be behind it")
                @ValidationRule(
                        value = "oldSelf.all(p, self.indexOf(p) == oldSelf.indexOf(p))",
                        message =
                                "a port keeps its place: hosts reach it at a number that goes by"
                                        + " the order. Add new ports at the end")
                @JsonPropertyDescription(
                        "The ports through which hosts and peers see the array's volumes, the first"
                                + " at 10809, the next at 10810 and so on; more can be added at the"
                                + " end.")
                List<String> ports,
        @JsonPropertyDescription("The disk behind the array; not for an external array.")
                @Nullable ArrayStorage storage,
        @Size(min = 1, max = 512)
                @Pattern("^[^\\s]+$")
                @JsonPropertyDescription(
                        "The array's container image; the operator's setting if left out.")
                @Nullable String image,
        @JsonPropertyDescription("An array that somebody else runs: it is only dialled.")
                @Nullable ExternalArray external,
        @JsonPropertyDescription("How far the array's address reaches.")
                @Nullable ArrayService service,
        @JsonPropertyDescription("What the array's container asks for.")
                @Nullable ResourceRequirements resources,
        @JsonPropertyDescription("Labels of the nodes on which the array may run.")
                @Nullable Map<String, String> nodeSelector,
        @Size(max = 32) @JsonPropertyDescription("Taints that the array's pod bears.")
                @Nullable List<Toleration> tolerations,
        @Size(max = 8) @JsonPropertyDescription("How the array's pod is spread.")
                @Nullable List<TopologySpreadConstraint> topologySpreadConstraints) {}
