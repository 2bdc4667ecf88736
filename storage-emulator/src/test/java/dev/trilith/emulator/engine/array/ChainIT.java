package dev.trilith.emulator.engine.array;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.emulator.engine.FreezeMode;
import dev.trilith.emulator.engine.ImageLabel;
import dev.trilith.emulator.engine.VolumeAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One chain 2a, 2b, 2c: what orders do to real bytes. */
@Timeout(120)
class ChainIT {
    private static final long SIZE = 4 * 1024 * 1024;
    private static final String FIRST = "2a->2b";
    private static final String SECOND = "2b->2c";

    @TempDir private Path folder;
    private ArrayLab lab;
    private VolumeAddress a;
    private VolumeAddress b;
    private VolumeAddress c;
    private VolumeAddress d;
    private VolumeAddress e;

    @BeforeEach
    void chain() {
        lab = new ArrayLab(folder);
        List.of("2a", "2b", "2c").forEach(lab::start);
        a = lab.define("2a", 1, "A", SIZE);
        b = lab.define("2b", 1, "B", SIZE);
        c = lab.define("2b", 2, "C", SIZE);
        d = lab.define("2c", 1, "D", SIZE);
        e = lab.define("2c", 2, "E", SIZE);
        lab.pair("P1", "G1", a, b);
        lab.pair("P10", "G11", b, c);
        lab.pair("P2", "G1", c, d);
        lab.pair("P12", "G12", d, e);
        List.of("G1", "G11", "G12").forEach(g -> lab.sealAll(g, 1));
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    @Test
    void aWholeCycleCarriesTheCutToTheEnd() {
        lab.write(a, 3, 1);
        lab.run("2a", "G1", FIRST);
        assertThat(lab.label(b)).isEqualTo(ImageLabel.LIVE);
        lab.write(a, 5, 2);
        assertThat(lab.value(b, 5)).isEqualTo(2);
        lab.run("2b", "G11", "2b");
        lab.write(a, 6, 3);
        assertThat(lab.value(c, 6)).isEqualTo(3);
        lab.freeze("2a", "G1", FIRST, 7, FreezeMode.HOLD);
        assertThat(lab.cut(b).cycle()).isEqualTo(7);
        lab.split("2b", "G11", 7L);
        lab.resume("2a", "G1", FIRST, 7);
        lab.write(a, 6, 4);
        assertThat(lab.value(b, 6)).isEqualTo(4);
        assertThat(lab.value(c, 6)).isEqualTo(3);
        lab.run("2b", "G1", SECOND);
        lab.suspend("2b", "G1", SECOND);
        assertThat(lab.cut(d).cycle()).isEqualTo(7);
        lab.run("2c", "G12", "2c");
        lab.split("2c", "G12", null);
        assertThat(lab.cut(e).sameImage(lab.cut(d))).isTrue();
        assertThat(lab.all(e)).isEqualTo(lab.all(c));
    }
}
