package dev.trilith.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.operator.api.v1alpha1.CopyPair;
import dev.trilith.operator.api.v1alpha1.DRCycle;
import dev.trilith.operator.api.v1alpha1.FreezeSpec;
import dev.trilith.operator.api.v1alpha1.VolumeDefinition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples, made larger and smaller, stay a chain whose parts do not collide. */
class ThreeSitesTest {
    private static List<HasMetadata> lab(int chains) {
        try (KubernetesClient parser =
                new KubernetesClientBuilder().withConfig(Config.empty()).build()) {
            return ThreeSites.resized(
                    ExampleFiles.read(parser),
                    chains,
                    4 << 20,
                    Duration.ofMillis(250),
                    FreezeSpec.Mode.GO);
        }
    }

    private static <T> List<T> all(List<HasMetadata> objects, Class<T> type) {
        return objects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void any_number_of_chains_has_five_volumes_and_four_pairs_each(int chains) {
        List<HasMetadata> objects = lab(chains);
        List<VolumeDefinition> volumes = all(objects, VolumeDefinition.class);
        assertThat(volumes).hasSize(5 * chains + 5);
        assertThat(volumes)
                .extracting(volume -> volume.getSpec().subsystemRef() + "/" + volume.getSpec().lu())
                .doesNotHaveDuplicates();
        assertThat(volumes).extracting(volume -> volume.getSpec().drive()).doesNotHaveDuplicates();
        assertThat(volumes)
                .extracting(volume -> volume.getSpec().size().getNumericalAmount().longValue())
                .containsOnly(4L << 20);
        List<CopyPair> pairs = all(objects, CopyPair.class);
        assertThat(pairs).hasSize(4 * chains + 4);
        assertThat(pairs).extracting(pair -> pair.getSpec().pairName()).doesNotHaveDuplicates();
        assertThat(pairs).extracting(pair -> pair.getSpec().secondary()).doesNotHaveDuplicates();
        assertThat(objects)
                .extracting(object ->
                        object.getKind()
                                + object.getMetadata().getNamespace()
                                + object.getMetadata().getName())
                .doesNotHaveDuplicates();
    }

    @Test
    void a_third_chain_uses_the_next_free_names() {
        List<VolumeDefinition> volumes = all(lab(3), VolumeDefinition.class);
        assertThat(volumes)
                .filteredOn(volume -> volume.getSpec().drive().equals("211a-3"))
                .singleElement()
                .satisfies(volume -> assertThat(volume.getSpec().lu()).isEqualTo("LU3"));
    }

    @Test
    void cycles_are_steered_in_every_site() {
        assertThat(all(lab(2), DRCycle.class))
                .hasSize(2)
                .allSatisfy(cycle -> {
                    assertThat(cycle.getSpec().interval()).isEqualTo("250ms");
                    assertThat(cycle.getSpec().freeze())
                            .isEqualTo(new FreezeSpec(FreezeSpec.Mode.GO, "2s"));
                });
    }
}
