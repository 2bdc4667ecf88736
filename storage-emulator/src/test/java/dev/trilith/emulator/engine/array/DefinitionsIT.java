package dev.trilith.emulator.engine.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trilith.emulator.engine.ArrayEngine;
import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.Fence;
import dev.trilith.emulator.engine.ImageLabel;
import dev.trilith.emulator.engine.PairDefinition;
import dev.trilith.emulator.engine.RecordSlot;
import dev.trilith.emulator.engine.VolumeAddress;
import dev.trilith.emulator.engine.VolumeDefinition;
import dev.trilith.emulator.link.TcpLinkTransport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an array refuses to define or to open, and that nothing has changed then. */
@Timeout(60)
class DefinitionsIT {
    private static final long SIZE = 64 * 1024;

    @TempDir private Path folder;
    private ArrayLab lab;
    private ArrayEngine array;

    @BeforeEach
    void start() {
        lab = new ArrayLab(folder);
        array = lab.start("2b");
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    private EngineFault.@Nullable Code define(String port, String lu, String drive, long size) {
        return lab.refusal(
                () -> array.defineVolume(new VolumeDefinition(port, lu, drive, size, false)));
    }

    @Test
    void badVolumesAreRefused() {
        assertThat(define("999x", "L", "d", SIZE)).isEqualTo(EngineFault.Code.INVALID_VALUE);
        assertThat(define("2012b", "../L", "d", SIZE)).isEqualTo(EngineFault.Code.INVALID_VALUE);
        assertThat(define("2012b", "", "d", SIZE)).isEqualTo(EngineFault.Code.INVALID_VALUE);
        assertThat(define("2012b", "L", "", SIZE)).isEqualTo(EngineFault.Code.INVALID_VALUE);
        for (long size : new long[] {0, -4096, 4097, 1L << 44, Long.MAX_VALUE}) {
            assertThat(define("2012b", "L", "d", size)).isEqualTo(EngineFault.Code.INVALID_VALUE);
        }
        assertThat(array.view().volumes()).isEmpty();
        assertThat(define("2012b", "L", "d", SIZE)).isNull();
        assertThat(define("2012b", "L", "d", SIZE)).isNull();
        assertThat(define("2012b", "L", "e", SIZE))
                .isEqualTo(EngineFault.Code.CONFLICTING_DEFINITION);
        assertThat(define("2022b", "L", "d", SIZE)).isNull();
        assertThat(array.view().volumes()).hasSize(2);
    }

    private EngineFault.@Nullable Code register(String name, VolumeAddress from, VolumeAddress to) {
        boolean internal = from.array().equals(to.array());
        String leg = internal ? from.array() : from.array() + "->" + to.array();
        return lab.refusal(() ->
                array.registerPair(
                        new PairDefinition(name, "G1", leg, from, to),
                        internal ? null : "127.0.0.1:1"));
    }

    @Test
    void badPairsAreRefused() {
        VolumeAddress one = lab.define("2b", 1, "ONE", SIZE);
        VolumeAddress two = lab.define("2b", 1, "TWO", SIZE);
        VolumeAddress three = lab.define("2b", 1, "THREE", SIZE);
        VolumeAddress large = lab.define("2b", 1, "LARGE", 2 * SIZE);
        VolumeAddress kept = lab.defineManagement("2b", 1, "M", 1024 * 1024);
        VolumeAddress plain = lab.define("2b", 1, "P", 1024 * 1024);
        VolumeAddress away = lab.address("2a", 1, "A");
        EngineFault.Code conflict = EngineFault.Code.CONFLICTING_DEFINITION;
        assertThat(register("P", one, one)).isEqualTo(conflict);
        assertThat(register("P", one, large)).isEqualTo(conflict);
        assertThat(register("P", kept, plain)).isEqualTo(conflict);
        assertThat(register("P", one, lab.address("2b", 1, "NONE")))
                .isEqualTo(EngineFault.Code.NO_SUCH_VOLUME);
        assertThat(register("P", away, lab.address("2c", 1, "C")))
                .isEqualTo(EngineFault.Code.INVALID_VALUE);
        assertThat(array.view().pairs()).isEmpty();
        assertThat(lab.label(one)).isEqualTo(ImageLabel.LIVE);
        assertThat(register("P1", one, two)).isNull();
        assertThat(register("P1", one, two)).isNull();
        assertThat(register("P1", one, three)).isEqualTo(conflict);
        assertThat(register("P2", three, two)).isEqualTo(conflict);
        assertThat(register("P2", two, one)).isEqualTo(conflict);
        assertThat(register("P2", two, three)).isNull();
        assertThat(register("P3", three, one)).isEqualTo(conflict);
        assertThat(array.view().pairs()).hasSize(2);
        assertThat(lab.label(three)).isEqualTo(ImageLabel.INCOMPLETE);
    }

    @Test
    void aLoopOverTwoArraysIsRefused() {
        VolumeAddress here = lab.define("2b", 1, "HERE", SIZE);
        VolumeAddress away = lab.address("2a", 1, "A");
        assertThat(register("P1", away, here)).isNull();
        PairDefinition back = new PairDefinition("P2", "G2", "2b->2a", here, away);
        assertThat(lab.refusal(() -> array.registerPair(back, "127.0.0.1:1")))
                .isEqualTo(EngineFault.Code.CONFLICTING_DEFINITION);
        assertThat(array.view().pairs()).hasSize(1);
    }

    @Test
    void aDirectoryIsForOneArrayAndOneProcess() {
        assertThatThrownBy(() -> open("2b", "2b"))
                .isInstanceOf(EngineFault.class)
                .hasMessageContaining("in use by another array process");
        lab.stop("2b");
        assertThatThrownBy(() -> open("2z", "2b"))
                .isInstanceOf(EngineFault.class)
                .hasMessageContaining("belongs to array 2b, not to 2z");
        lab.start("2b");
    }

    private void open(String name, String directory) throws IOException {
        try (TcpLinkTransport link = new TcpLinkTransport("127.0.0.1", 0)) {
            EmulatedArray.open(ArrayConfig.of(name, lab.folder(directory), Set.of("p")), link);
        }
    }

    @Test
    void aVolumeFileThatIsGoneOrCutIsTold() throws IOException {
        VolumeAddress at = lab.define("2b", 1, "V", SIZE);
        lab.stop("2b");
        Path file = lab.folder("2b").resolve("volumes").resolve(at.port()).resolve("V.img");
        Files.write(file, new byte[100]);
        assertThatThrownBy(() -> lab.start("2b"))
                .isInstanceOf(EngineFault.class)
                .hasMessageContaining("has 100 bytes");
        Files.delete(file);
        assertThatThrownBy(() -> lab.start("2b"))
                .isInstanceOf(EngineFault.class)
                .hasMessageContaining("is missing");
        Files.write(file, new byte[(int) SIZE]);
        lab.start("2b");
    }

    @Test
    void recordsSurviveACrashAndACorruptSlotIsUsedNext() throws IOException {
        VolumeAddress at = lab.defineManagement("2b", 1, "M", 1024 * 1024);
        array.seal("G1", 1, "test");
        for (int i = 1; i <= 3; i++) {
            array.writeRecord(at.port(), at.lu(), lab.fence("G1", ""), 1, "record " + i);
        }
        array = lab.crash("2b");
        assertThat(array.readSlots())
                .extracting(RecordSlot::content)
                .containsExactly("record 3", "record 2");
        Path file = lab.folder("2b").resolve("volumes").resolve(at.port()).resolve("M.img");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {9}), 600);
        }
        assertThat(array.readSlots().get(0).state()).isEqualTo(RecordSlot.State.CORRUPT);
        array.writeRecord(at.port(), at.lu(), lab.fence("G1", ""), 1, "record 4");
        assertThat(array.readSlots())
                .extracting(RecordSlot::content)
                .containsExactly("record 4", "record 2");
        assertThat(lab.refusal(() -> lab.write(at, 0, 1))).isEqualTo(EngineFault.Code.READ_ONLY);
        Fence named = new Fence("G1", "", 1, 9, "once");
        array.writeRecord(at.port(), at.lu(), named, 9, "record 9");
        array = lab.crash("2b");
        array.writeRecord(at.port(), at.lu(), named, 9, "again");
        assertThat(array.readSlots()).extracting(RecordSlot::content).doesNotContain("again");
        assertThat(array.view().fences().get(0).sequence()).isEqualTo(9);
        assertThat(
                        lab.refusal(() ->
                                array.writeRecord(
                                        at.port(), at.lu(), lab.fence("G1", ""), 1, "old")))
                .isEqualTo(EngineFault.Code.OLD_SEQUENCE);
    }

    @Test
    void whatALongerRecordLeftBehindMeansNothing() throws IOException {
        VolumeAddress at = lab.defineManagement("2b", 1, "M", 1024 * 1024);
        array.seal("G1", 1, "test");
        String longer = "x".repeat(100_000);
        for (String content : List.of(longer + 1, longer + 2, "short 3", "short 4")) {
            array.writeRecord(at.port(), at.lu(), lab.fence("G1", ""), 1, content);
        }
        array = lab.crash("2b");
        assertThat(array.readSlots())
                .extracting(RecordSlot::content)
                .containsExactly("short 3", "short 4");
    }
}
