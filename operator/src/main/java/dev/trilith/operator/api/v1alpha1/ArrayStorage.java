package dev.trilith.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
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
 * @param credentialsRef the Secret with the token that the array asks for, or null for an open
 *     array
 * @param hostTls TLS between hosts and volumes, or null for plain NBD
 * @param deletionPolicy what becomes of the disk when the resource is deleted; null means Retain
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
// A rule on className itself is not asked when className comes or goes.
@ValidationRule(
        value = "has(self.className) == has(oldSelf.className)",
        message =
                "className cannot be added or taken away: a StatefulSet's volume claims are fixed")
@JsonIgnoreProperties(ignoreUnknown = true)
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
                @Nullable String className,
        @JsonPropertyDescription(
                        "The token that the array asks of everybody; without it the array is open"
                                + " to all who reach it.")
                @Nullable CredentialsReference credentialsRef,
        @JsonPropertyDescription("TLS between hosts and volumes; plain NBD if left out.")
                @Nullable HostTls hostTls,
        @Default("Retain")
                @JsonPropertyDescription(
                        "What becomes of the persistent volume claim when the StorageSubsystem is"
                                + " deleted.")
                @Nullable DeletionPolicy deletionPolicy) {
    /** What becomes of an array's disk when its resource is deleted. */
    public enum DeletionPolicy {
        /** The claim stays; another StorageSubsystem of the same name finds its data again. */
        @JsonProperty("Retain")
        RETAIN,
        /** The claim goes, and with it the data. */
        @JsonProperty("Delete")
        DELETE
    }
}
