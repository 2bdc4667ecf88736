package dev.trilith.operator.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * A row of table 300 or 400: a remote copy if its ends are on two subsystems, an internal one if
 * they are on the same. It only registers the pair; a DRCycle copies.
 */
@Group("trilith.dev")
@Version("v1alpha1")
@Plural("copypairs")
@ShortNames("cpair")
@AdditionalPrinterColumn(
        name = "Leg",
        jsonPath = ".status.leg",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Ready",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Reason",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
@ValidationRule(
        value = "has(self.spec.pairName) || self.metadata.name.size() <= 63",
        message =
                "a name of more than 63 characters cannot be the pair's name on the arrays: give"
                        + " pairName")
public class CopyPair extends CustomResource<CopyPairSpec, CopyPairStatus> implements Namespaced {}
