package dev.trilith.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the user wants of an array.
 *
 * @param ports the ports through which hosts and peers see its volumes, 1 to 16
 * @param storage the disk behind it; may be left out for an external array
 * @param image the array's container image, or null for the operator's setting
 * @param external where an array that somebody else runs is dialled, or null
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
        value = "has(self.external) == has(oldSelf.external)",
        message = "an array cannot become external, nor cease to be: make another StorageSubsystem")
public record StorageSubsystemSpec(
        @Required
                @Size(min = 1, max = 16)
                @ValidationRule(
                        value = "self.all(p, self.exists_one(q, q == p))",
                        message = "two ports have the same name")
                @ValidationRule(
                        value = "oldSelf.all(p, p in self)",
                        message = "a port cannot be taken away: volumes may be behind it")
                @JsonPropertyDescription(
                        "The ports through which hosts and peers see the array's volumes.")
                List<String> ports,
        @JsonPropertyDescription("The disk behind the array; not for an external array.")
                @Nullable ArrayStorage storage,
        @Size(min = 1, max = 512)
                @Pattern("^[^\\s]+$")
                @JsonPropertyDescription(
                        "The array's container image; the operator's setting if left out.")
                @Nullable String image,
        @JsonPropertyDescription("An array that somebody else runs: it is only dialled.")
                @Nullable ExternalArray external) {}
