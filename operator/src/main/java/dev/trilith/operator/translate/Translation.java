package dev.trilith.operator.translate;

import dev.trilith.core.array.FreezeMode;
import dev.trilith.core.array.PairDefinition;
import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.array.VolumeSpec;
import dev.trilith.core.cycle.CycleSettings;
import dev.trilith.operator.api.v1alpha1.ChainSite;
import dev.trilith.operator.api.v1alpha1.CopyPair;
import dev.trilith.operator.api.v1alpha1.CopyPairSpec;
import dev.trilith.operator.api.v1alpha1.DRCycle;
import dev.trilith.operator.api.v1alpha1.DRCycleSpec;
import dev.trilith.operator.api.v1alpha1.FreezeSpec;
import dev.trilith.operator.api.v1alpha1.VolumeDefinition;
import dev.trilith.operator.api.v1alpha1.VolumeDefinitionSpec;
import dev.trilith.operator.api.v1alpha1.VolumeReference;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

/** From resources to the words of copy-core. */
public final class Translation {
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Duration DEADLINE = Duration.ofSeconds(2);

    private Translation() {}

    /**
     * A row of table 500.
     *
     * @throws IllegalArgumentException if the size is no whole number of bytes
     */
    public static VolumeSpec volume(VolumeDefinition resource) {
        VolumeDefinitionSpec spec = resource.getSpec();
        BigDecimal bytes = spec.size().getNumericalAmount();
        try {
            return new VolumeSpec(
                    new VolumeAddress(spec.subsystemRef(), spec.port(), spec.lu()),
                    spec.drive(),
                    bytes.longValueExact(),
                    Boolean.TRUE.equals(spec.storesManagementInformation()));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "size " + spec.size() + " is no whole number of bytes: write for example 64Mi",
                    e);
        }
    }

    /** A row of table 300 or 400. */
    public static PairDefinition pair(CopyPair resource) {
        CopyPairSpec spec = resource.getSpec();
        String name = spec.pairName();
        return PairDefinition.of(
                name == null ? resource.getMetadata().getName() : name,
                spec.group(),
                address(spec.primary()),
                address(spec.secondary()));
    }

    /** The namespace of one end of a pair. */
    public static String namespace(CopyPair resource, VolumeReference end) {
        String named = end.namespace();
        return named == null ? resource.getMetadata().getNamespace() : named;
    }

    /**
     * What the user asks of a cycle.
     *
     * @throws IllegalArgumentException if a length of time is out of its range
     */
    public static CycleSettings settings(DRCycle resource) {
        DRCycleSpec spec = resource.getSpec();
        FreezeSpec freeze = spec.freeze();
        boolean go = freeze != null && freeze.mode() == FreezeSpec.Mode.GO;
        String token = spec.runToken();
        return new CycleSettings(
                Durations.parse(spec.interval(), INTERVAL),
                go ? FreezeMode.GO : FreezeMode.HOLD,
                Durations.parse(freeze == null ? null : freeze.deadline(), DEADLINE),
                Boolean.TRUE.equals(spec.paused()),
                token == null ? "" : token);
    }

    /** The chain's site in this namespace. */
    public static Optional<ChainSite> ownSite(DRCycle resource) {
        String namespace = resource.getMetadata().getNamespace();
        return resource.getSpec().chain().stream()
                .filter(site -> site.namespace().equals(namespace))
                .findFirst();
    }

    private static VolumeAddress address(VolumeReference end) {
        return new VolumeAddress(end.subsystemRef(), end.port(), end.lu());
    }
}
