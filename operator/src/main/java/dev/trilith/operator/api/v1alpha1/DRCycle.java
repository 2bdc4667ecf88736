package dev.trilith.operator.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * The copy cycle over a chain of sites. In the namespace of the chain's first site it is Active and
 * runs P120; in every other it is Standby, watches for the loss of the first, and then recovers.
 */
@Group("trilith.dev")
@Version("v1alpha1")
@Kind("DRCycle")
@Plural("drcycles")
@ShortNames("drc")
@AdditionalPrinterColumn(
        name = "Ready",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Reason",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Protected",
        jsonPath = ".status.conditions[?(@.type==\"Protected\")].status",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Recoverable",
        jsonPath = ".status.conditions[?(@.type==\"Recoverable\")].status",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
@ValidationRule(
        value = "self.metadata.name.size() <= 63",
        message = "the name may have at most 63 characters: that of a Recovery is made from it")
public class DRCycle extends CustomResource<DRCycleSpec, DRCycleStatus> implements Namespaced {}
