package dev.trilith.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import org.jspecify.annotations.Nullable;

/**
 * The disk of an array that runs in this cluster.
 *
 * @param size capacity of the persistent volume
 * @param className the storage class, or null for the cluster's default
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ArrayStorage(
        @Required
                @ValidationRule(
                        value = "quantity(string(self)).isGreaterThan(quantity('0'))",
                        message = "size must be greater than 0")
                @ValidationRule(
                        value = "self == oldSelf",
                        message = "size cannot change: a StatefulSet's volume claims are fixed")
                @JsonPropertyDescription("Capacity of the persistent volume, for example 2Gi.")
                Quantity size,
        @Pattern(Patterns.SUBDOMAIN)
                @ValidationRule(
                        value = "self == oldSelf",
                        message =
                                "className cannot change: a StatefulSet's volume claims are fixed")
                @JsonPropertyDescription("The storage class; the cluster's default if left out.")
                @Nullable String className) {}
