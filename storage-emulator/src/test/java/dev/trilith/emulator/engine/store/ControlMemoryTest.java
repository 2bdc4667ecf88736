package dev.trilith.emulator.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trilith.emulator.engine.store.ControlMemory.Row;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlMemoryTest {
    @TempDir private Path folder;
    private final BreakableDisk disk = new BreakableDisk();

    private Path path() {
        return folder.resolve("control.journal");
    }

    private ControlMemory open() throws IOException {
        return ControlMemory.open(disk, path());
    }

    private static Row row(String key, String value) {
        return new Row(1, key, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(ControlMemory memory, String key) {
        byte[] value = memory.table(1).get(key);
        return value == null ? "" : new String(value, StandardCharsets.UTF_8);
    }

    @Test
    void whatWasCommittedIsThereAfterwards() throws IOException {
        try (ControlMemory memory = open()) {
            memory.commit(List.of(row("a", "1"), row("b", "2")));
            memory.commit(List.of(row("a", "3"), new Row(1, "b", null)));
        }
        try (ControlMemory memory = open()) {
            assertThat(memory.table(1)).containsOnlyKeys("a");
            assertThat(text(memory, "a")).isEqualTo("3");
            assertThat(memory.table(2)).isEmpty();
        }
    }

    @Test
    void manyCommitsAreCompacted() throws IOException {
        String large = "x".repeat(10_000);
        try (ControlMemory memory = open()) {
            for (int i = 0; i < 200; i++) {
                memory.commit(List.of(row("k" + i % 7, large + i)));
            }
        }
        assertThat(Files.size(path())).isLessThan(1024 * 1024);
        try (ControlMemory memory = open()) {
            assertThat(memory.table(1)).hasSize(7);
            assertThat(text(memory, "k" + 199 % 7)).endsWith("199");
        }
    }

    /** Commits rows of one key until the disk refuses one; the refused value. */
    private static int commitUntilRefused(ControlMemory memory) throws IOException {
        String large = "x".repeat(10_000);
        for (int i = 0; i < 200; i++) {
            try {
                memory.commit(List.of(row("k", large + i)));
            } catch (IOException refused) {
                return i;
            }
        }
        throw new AssertionError("nothing was refused");
    }

    @Test
    void aFullDiskIsNoHindranceAsTheRoomOfTwoJournalsIsLaidDown() throws IOException {
        try (ControlMemory memory = open()) {
            disk.fullForNewFiles = true;
            for (int i = 0; i < 300; i++) {
                memory.commit(List.of(row("k", "y".repeat(10_000) + i)));
            }
            assertThat(text(memory, "k")).endsWith("y299");
        }
        try (ControlMemory memory = open()) {
            assertThat(text(memory, "k")).endsWith("y299");
        }
    }

    @Test
    void aSecondNameOfTheJournalLeftByACrashIsNotWrittenTo() throws IOException {
        try (ControlMemory memory = open()) {
            memory.commit(List.of(row("k", "kept")));
        }
        for (String left : List.of(".new", ".old")) {
            Path second = path().resolveSibling(path().getFileName() + left);
            Files.deleteIfExists(second);
            Files.createLink(second, path());
        }
        try (ControlMemory memory = open()) {
            for (int i = 0; i < 100; i++) {
                memory.commit(List.of(row("other", "y".repeat(10_000) + i)));
            }
        }
        try (ControlMemory memory = open()) {
            assertThat(text(memory, "k")).isEqualTo("kept");
            assertThat(text(memory, "other")).endsWith("y99");
        }
    }

    /** An entry that could not be forced reads as whole until the machine loses its power. */
    @Test
    void aStartWritesWhatItReadAnewBeforeItBuildsOnIt() throws IOException {
        try (ControlMemory memory = open()) {
            memory.commit(List.of(row("k", "kept")));
        }
        Path before = Files.createLink(folder.resolve("before"), path());
        try (ControlMemory memory = open()) {
            assertThat(Files.isSameFile(before, path())).isFalse();
            memory.commit(List.of(row("other", "too")));
        }
        try (ControlMemory memory = open()) {
            assertThat(memory.table(1)).containsOnlyKeys("k", "other");
        }
    }

    @Test
    void whatAFullDiskRefusedStaysRefused() throws IOException {
        int refused;
        disk.knowsNoSecondNames = true;
        try (ControlMemory memory = open()) {
            disk.fullForNewFiles = true;
            refused = commitUntilRefused(memory);
            assertThat(text(memory, "k")).endsWith("x" + (refused - 1));
            memory.commit(List.of(row("small", "still fits")));
            disk.fullForNewFiles = false;
            for (int i = 0; i < 100; i++) {
                memory.commit(List.of(row("other", "y".repeat(10_000))));
            }
            assertThat(text(memory, "k")).endsWith("x" + (refused - 1));
        }
        try (ControlMemory memory = open()) {
            assertThat(text(memory, "k")).endsWith("x" + (refused - 1));
            assertThat(text(memory, "small")).isEqualTo("still fits");
        }
    }

    @Test
    void afterAFailedReplacementNothingIsTakenUntilItIsOpenedAgain() throws IOException {
        try (ControlMemory memory = open()) {
            disk.directoryFails = true;
            commitUntilRefused(memory);
            disk.directoryFails = false;
            assertThatThrownBy(() -> memory.commit(List.of(row("small", "would be lost"))))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("restart the array");
        }
        try (ControlMemory memory = open()) {
            assertThat(memory.table(1)).containsOnlyKeys("k");
            memory.commit(List.of(row("small", "kept")));
        }
        try (ControlMemory memory = open()) {
            assertThat(text(memory, "small")).isEqualTo("kept");
        }
    }

    @Test
    void afterAFailedForceNothingIsTakenUntilItIsOpenedAgain() throws IOException {
        try (ControlMemory memory = open()) {
            List<String> told = new ArrayList<>();
            memory.onLoss(told::add);
            memory.commit(List.of(row("k", "before")));
            disk.forcesFail(true);
            assertThatThrownBy(() -> memory.commit(List.of(row("k", "not known"))))
                    .isInstanceOf(IOException.class);
            assertThat(told).as("told before anybody else").hasSize(1);
            assertThat(text(memory, "k")).isEqualTo("before");
            disk.forcesFail(false);
            // A second force would succeed, and what the first one dropped would be lost.
            assertThatThrownBy(() -> memory.commit(List.of(row("small", "would be lost"))))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("could not be made durable")
                    .hasMessageContaining("restart the array");
        }
        try (ControlMemory memory = open()) {
            memory.commit(List.of(row("small", "kept")));
        }
        try (ControlMemory memory = open()) {
            assertThat(memory.table(1)).containsOnlyKeys("k", "small");
        }
    }

    /** Where the entry with this text ends. */
    private static int endOf(byte[] bytes, String text) {
        String all = new String(bytes, StandardCharsets.ISO_8859_1);
        return all.indexOf(text) + text.length();
    }

    @Test
    void anEntryTornAnywhereIsAsIfItHadNotBegun() throws IOException {
        try (ControlMemory memory = open()) {
            memory.commit(List.of(row("a", "first-value")));
            memory.commit(List.of(row("a", "second-value"), row("b", "other-value")));
        }
        byte[] whole = Files.readAllBytes(path());
        int from = endOf(whole, "first-value");
        int to = endOf(whole, "other-value");
        for (int cut = from; cut < to; cut++) {
            byte[] torn = whole.clone();
            java.util.Arrays.fill(torn, cut, torn.length, (byte) 0);
            Files.write(path(), torn);
            try (ControlMemory memory = open()) {
                assertThat(text(memory, "a")).isEqualTo("first-value");
                assertThat(memory.table(1)).containsOnlyKeys("a");
                memory.commit(List.of(row("c", "goes on")));
            }
            try (ControlMemory memory = open()) {
                assertThat(text(memory, "c")).isEqualTo("goes on");
            }
        }
    }

    @Test
    void aDamagedEntryBeforeWholeOnesIsToldAndNotSkipped() throws IOException {
        try (ControlMemory memory = open()) {
            memory.commit(List.of(row("a", "first-value")));
            memory.commit(List.of(row("a", "second-value")));
            memory.commit(List.of(row("a", "third-value")));
        }
        byte[] bytes = Files.readAllBytes(path());
        bytes[endOf(bytes, "second-value") - 3] ^= 1;
        Files.write(path(), bytes);
        assertThatThrownBy(this::open)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("lost confirmed data");
    }

    @Test
    void aFlippedHeaderOrSnapshotIsTold() throws IOException {
        open().close();
        byte[] bytes = Files.readAllBytes(path());
        for (int at : new int[] {0, 8, 12, 33, 40}) {
            byte[] flipped = bytes.clone();
            flipped[at] ^= 2;
            Files.write(path(), flipped);
            assertThatThrownBy(this::open)
                    .as("byte %s", at)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(path().toString());
        }
    }
}
