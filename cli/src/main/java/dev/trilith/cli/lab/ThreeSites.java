package dev.trilith.cli.lab;

import dev.trilith.operator.api.v1alpha1.CopyPair;
import dev.trilith.operator.api.v1alpha1.CopyPairSpec;
import dev.trilith.operator.api.v1alpha1.DRCycle;
import dev.trilith.operator.api.v1alpha1.DRCycleSpec;
import dev.trilith.operator.api.v1alpha1.FreezeSpec;
import dev.trilith.operator.api.v1alpha1.VolumeDefinition;
import dev.trilith.operator.api.v1alpha1.VolumeDefinitionSpec;
import dev.trilith.operator.api.v1alpha1.VolumeReference;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The example resources (Figs. 6 to 8 and a second data chain), made larger or smaller: any number
 * of data chains, any size. Not safe for use by several threads.
 */
final class ThreeSites {
    private static final Pattern CHAIN_SUFFIX = Pattern.compile("-([0-9]+)$");
    private static final Pattern NUMBER_AT_END = Pattern.compile("^(.*?)([0-9]+)$");

    private final List<HasMetadata> objects;

    private ThreeSites(List<HasMetadata> objects) {
        this.objects = objects;
    }

    /**
     * The examples with {@code dataChains} data chains, every volume {@code sizeBytes} long.
     *
     * @param examples the example resources
     * @param dataChains at least 1
     * @param sizeBytes of every volume
     * @param interval between the starts of two passes
     * @param freeze what host writes do during the freeze
     */
    static List<HasMetadata> resized(
            List<HasMetadata> examples,
            int dataChains,
            long sizeBytes,
            Duration interval,
            FreezeSpec.Mode freeze) {
        ThreeSites sites = new ThreeSites(new ArrayList<>(examples));
        sites.setChains(dataChains);
        Quantity size = new Quantity(String.valueOf(sizeBytes));
        for (VolumeDefinition volume : sites.all(VolumeDefinition.class)) {
            volume.setSpec(resized(volume.getSpec(), size));
        }
        for (DRCycle cycle : sites.all(DRCycle.class)) {
            cycle.setSpec(steered(cycle.getSpec(), interval, freeze));
        }
        return sites.objects;
    }

    private void setChains(int dataChains) {
        Set<Integer> present = new HashSet<>();
        dataVolumes().forEach(volume -> present.add(chainOf(volume)));
        for (int chain : present) {
            if (chain > dataChains) {
                remove(chain);
            }
        }
        for (int chain = 2; chain <= dataChains; chain++) {
            if (!present.contains(chain)) {
                add(chain);
            }
        }
    }

    private void remove(int chain) {
        Set<String> gone = new HashSet<>();
        for (VolumeDefinition volume : dataVolumes()) {
            if (chainOf(volume) == chain) {
                gone.add(address(volume));
                objects.remove(volume);
            }
        }
        for (CopyPair pair : all(CopyPair.class)) {
            if (gone.contains(address(pair, pair.getSpec().primary()))) {
                objects.remove(pair);
            }
        }
    }

    /** Adds a chain like the first one on the next free LUs. */
    private void add(int chain) {
        Map<String, String> newLu = new HashMap<>();
        for (VolumeDefinition like : dataVolumes()) {
            if (chainOf(like) != 1) {
                continue;
            }
            VolumeDefinitionSpec spec = like.getSpec();
            String lu = nextLu(like);
            newLu.put(address(like), lu);
            VolumeDefinition volume = new VolumeDefinition();
            volume.setMetadata(
                    new ObjectMetaBuilder()
                            .withName(like.getMetadata().getName() + "-" + chain)
                            .withNamespace(like.getMetadata().getNamespace())
                            .build());
            volume.setSpec(
                    new VolumeDefinitionSpec(
                            spec.subsystemRef(),
                            spec.port(),
                            lu,
                            spec.drive() + "-" + chain,
                            spec.size(),
                            spec.storesManagementInformation()));
            objects.add(volume);
        }
        for (CopyPair like : all(CopyPair.class)) {
            String primary = newLu.get(address(like, like.getSpec().primary()));
            String secondary = newLu.get(address(like, like.getSpec().secondary()));
            if (primary != null && secondary != null) {
                objects.add(pairLike(like, primary, secondary));
            }
        }
    }

    private CopyPair pairLike(CopyPair like, String primaryLu, String secondaryLu) {
        CopyPairSpec spec = like.getSpec();
        String name = nextPairName(pairName(like));
        CopyPair pair = new CopyPair();
        pair.setMetadata(
                new ObjectMetaBuilder()
                        .withName(name.toLowerCase(java.util.Locale.ROOT))
                        .withNamespace(like.getMetadata().getNamespace())
                        .build());
        pair.setSpec(
                new CopyPairSpec(
                        name,
                        spec.group(),
                        withLu(spec.primary(), primaryLu),
                        withLu(spec.secondary(), secondaryLu),
                        spec.deletionPolicy()));
        return pair;
    }

    private String nextLu(VolumeDefinition like) {
        Set<String> used = new HashSet<>();
        for (VolumeDefinition volume : all(VolumeDefinition.class)) {
            if (volume.getSpec().subsystemRef().equals(like.getSpec().subsystemRef())
                    && volume.getSpec().port().equals(like.getSpec().port())) {
                used.add(volume.getSpec().lu());
            }
        }
        return nextFree(like.getSpec().lu(), used);
    }

    private String nextPairName(String like) {
        Set<String> used = new HashSet<>();
        all(CopyPair.class).forEach(pair -> used.add(pairName(pair)));
        return nextFree(like, used);
    }

    /** The name with the lowest higher number at its end that nobody has. */
    private static String nextFree(String like, Set<String> used) {
        Matcher matcher = NUMBER_AT_END.matcher(like);
        if (!matcher.matches()) {
            throw new IllegalStateException("'" + like + "' has no number at its end");
        }
        int number = Integer.parseInt(matcher.group(2));
        String name = like;
        while (used.contains(name)) {
            number++;
            name = matcher.group(1) + number;
        }
        return name;
    }

    private List<VolumeDefinition> dataVolumes() {
        return all(VolumeDefinition.class).stream()
                .filter(volume ->
                        !Boolean.TRUE.equals(volume.getSpec().storesManagementInformation()))
                .toList();
    }

    private <T> List<T> all(Class<T> type) {
        return objects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** 1 for {@code 211a}, 2 for {@code 211a-2}. */
    private static int chainOf(VolumeDefinition volume) {
        Matcher matcher = CHAIN_SUFFIX.matcher(volume.getSpec().drive());
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 1;
    }

    private static String pairName(CopyPair pair) {
        String name = pair.getSpec().pairName();
        return name == null ? pair.getMetadata().getName() : name;
    }

    private static String address(VolumeDefinition volume) {
        VolumeDefinitionSpec spec = volume.getSpec();
        return volume.getMetadata().getNamespace()
                + "/"
                + spec.subsystemRef()
                + ":"
                + spec.port()
                + "/"
                + spec.lu();
    }

    private static String address(CopyPair pair, VolumeReference volume) {
        @Nullable String namespace = volume.namespace();
        return (namespace == null ? pair.getMetadata().getNamespace() : namespace)
                + "/"
                + volume.subsystemRef()
                + ":"
                + volume.port()
                + "/"
                + volume.lu();
    }

    private static VolumeReference withLu(VolumeReference like, String lu) {
        return new VolumeReference(like.namespace(), like.subsystemRef(), like.port(), lu);
    }

    private static VolumeDefinitionSpec resized(VolumeDefinitionSpec spec, Quantity size) {
        return new VolumeDefinitionSpec(
                spec.subsystemRef(),
                spec.port(),
                spec.lu(),
                spec.drive(),
                size,
                spec.storesManagementInformation());
    }

    private static DRCycleSpec steered(DRCycleSpec spec, Duration interval, FreezeSpec.Mode mode) {
        FreezeSpec freeze = spec.freeze();
        return new DRCycleSpec(
                spec.chain(),
                spec.groups(),
                interval.toMillis() + "ms",
                new FreezeSpec(mode, freeze == null ? null : freeze.deadline()),
                spec.paused(),
                spec.runToken(),
                spec.recovery());
    }
}
