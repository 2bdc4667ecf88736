package dev.trilith.core.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trilith.core.array.ArrayFault;
import dev.trilith.core.array.MemoryNetwork;
import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.array.VolumeSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class VolumeDefinitionProgramTest {
    private static final Site SITE = new Site("local", "local", "2b", "");

    private final MemoryNetwork network = new MemoryNetwork();
    private final VolumeDefinitionProgram program = new VolumeDefinitionProgram(network);

    private static VolumeSpec volume(String lu, String drive, long bytes, boolean management) {
        return new VolumeSpec(new VolumeAddress("2b", "201d", lu), drive, bytes, management);
    }

    private static String reason(VolumeSpec volume) {
        return VolumeDefinitionProgram.checkOne(volume).map(Finding::reason).orElse("");
    }

    @Test
    void aGoodDefinitionReachesTheArrayAndAgainChangesNothing() {
        network.add("2b");
        VolumeSpec volume = volume("LU0", "211b", 8192, false);
        assertThat(program.define(SITE, volume)).isEmpty();
        assertThat(program.define(SITE, volume)).isEmpty();
        assertThat(network.array("2b").snapshot().volumes()).hasSize(1);
        assertThat(program.define(SITE, volume("LU0", "211b", 4096, false)).orElseThrow().reason())
                .isEqualTo("ConflictingDefinition");
    }

    @Test
    void everyFailedCheckHasItsName() {
        assertThat(reason(volume("LU0", "211b", 0, false))).isEqualTo("SizeNotPositive");
        assertThat(reason(volume("LU0", "211b", 4097, false))).isEqualTo("SizeNotMultiple");
        assertThat(reason(volume("LU0", "211b", 512 * 1024, true)))
                .isEqualTo("ManagementVolumeTooSmall");
        assertThat(reason(volume("LU0", "211b", 512 * 1024 + 4096, true))).isEmpty();
        assertThat(reason(volume("", "211b", 4096, false))).isEqualTo("NameMissing");
        assertThat(reason(volume("LU0", " ", 4096, false))).isEqualTo("NameMissing");
        assertThat(
                        VolumeDefinitionProgram.check(
                                List.of(
                                        volume("LU0", "211b", 4096, false),
                                        volume("LU0", "211x", 4096, false),
                                        volume("LU1", "211b", 4096, false),
                                        volume("LU2", "211c", 1, false))))
                .extracting(Finding::reason)
                .containsExactly("DuplicateVolume", "DuplicateDrive", "SizeNotMultiple");
    }

    @Test
    void whatCannotBeSentIsSaid() {
        network.add("2b");
        assertThat(program.define(SITE, volume("LU0", "d", 1, false)).orElseThrow().reason())
                .isEqualTo("SizeNotMultiple");
        VolumeSpec elsewhere =
                new VolumeSpec(new VolumeAddress("2c", "201f", "LU0"), "d", 4096, false);
        assertThat(program.define(SITE, elsewhere).orElseThrow().reason()).isEqualTo("WrongArray");
        network.kill("2b");
        assertThatThrownBy(() -> program.define(SITE, volume("LU0", "d", 4096, false)))
                .isInstanceOf(ArrayFault.Unreachable.class);
    }
}
