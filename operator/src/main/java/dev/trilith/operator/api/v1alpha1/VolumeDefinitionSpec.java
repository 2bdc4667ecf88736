package dev.trilith.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PrinterColumn;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import org.jspecify.annotations.Nullable;

/**
 * What the user gives of a volume (fields 501 to 505).
 *
 * @param subsystemRef the StorageSubsystem of the same namespace
 * @param port one of its ports
 * @param lu the logical unit
 * @param drive the disk device
 * @param size capacity, a positive multiple of 4096 bytes
 * @param storesManagementInformation whether the volume holds copies of the record; null means no
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "self == oldSelf",
        message = "a defined volume does not change: delete the definition and make another")
@JsonIgnoreProperties(ignoreUnknown = true)
public record VolumeDefinitionSpec(
        @Required
                @Pattern(Patterns.NAME)
                @PrinterColumn(name = "Subsystem")
                @JsonPropertyDescription("The StorageSubsystem of this namespace.")
                String subsystemRef,
        @Required
                @Pattern(Patterns.PORT)
                @PrinterColumn(name = "Port")
                @JsonPropertyDescription("One of the subsystem's ports, for example 201b.")
                String port,
        @Required
                @Pattern(Patterns.LU)
                @PrinterColumn(name = "LU")
                @JsonPropertyDescription("The logical unit, for example LU0.")
                String lu,
        @Required
                @Pattern(Patterns.DRIVE)
                @PrinterColumn(name = "Drive")
                @JsonPropertyDescription("The disk device, for example 211a.")
                String drive,
        @Required
                @ValidationRule(
                        value =
                                "quantity(string(self)).isInteger()"
                                        + " && quantity(string(self)).isGreaterThan(quantity('0'))"
                                        + " && quantity(string(self)).asInteger() % 4096 == 0",
                        message =
                                "size must be a positive multiple of 4096 bytes, for example 64Mi")
                @PrinterColumn(name = "Size")
                @JsonPropertyDescription("Capacity, a positive multiple of 4096 bytes.")
                Quantity size,
        @Default("false")
                @PrinterColumn(name = "Management")
                @JsonPropertyDescription("Whether the volume holds copies of the record.")
                @Nullable Boolean storesManagementInformation) {}
