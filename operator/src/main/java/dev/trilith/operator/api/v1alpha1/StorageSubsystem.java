package dev.trilith.operator.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** A storage subsystem (2a, 2b, 2c): an array that the operator runs, or one that it only dials. */
@Group("trilith.dev")
@Version("v1alpha1")
@Plural("storagesubsystems")
@ShortNames("subsys")
@AdditionalPrinterColumn(
        name = "Ready",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Reason",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Endpoint",
        jsonPath = ".status.endpoints.rest",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
@ValidationRule(
        value = "!self.metadata.name.contains('.')",
        message = "the name must have no dot: other resources and Services cannot have such a name")
// 17 of 63 characters go to "array-" and to the hash in a label of the StatefulSet's pods.
@ValidationRule(
        value = "self.metadata.name.size() <= (has(self.spec.external) ? 63 : 46)",
        message =
                "the name may have at most 46 characters (63 if the array is external): its Service"
                        + " and its pod have longer ones")
public class StorageSubsystem extends CustomResource<StorageSubsystemSpec, StorageSubsystemStatus>
        implements Namespaced {}
