package dev.trilith.core.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trilith.core.array.Cut;
import dev.trilith.core.array.ImageLabel;
import dev.trilith.core.array.LabChain;
import dev.trilith.core.array.RecordSlot;
import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.definition.CopyChain;
import dev.trilith.core.definition.Leg;
import dev.trilith.core.record.RecordRefusedException.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordCodecTest {
    private static final CopyChain CHAIN = new LabChain(3, 2).chain;

    private static final List<CopyWord> WORDS = List.of(CopyWord.values());
    private static final List<CopyCycleStep> STEPS = List.of(CopyCycleStep.values());

    private static CopyManagementRecord random(Random random) {
        CopyCycleStep step = STEPS.get(random.nextInt(STEPS.size()));
        List<LegRecord> legs = new ArrayList<>();
        List<VolumeImage> images = new ArrayList<>();
        for (Leg leg : CHAIN.legs()) {
            CopyWord word = WORDS.get(random.nextInt(WORDS.size()));
            legs.add(new LegRecord(leg.id(), word, random.nextBoolean()));
            for (VolumeAddress volume : leg.secondaries()) {
                images.add(new VolumeImage(volume, label(random)));
            }
        }
        boolean early = random.nextBoolean();
        return new CopyManagementRecord(
                new RecordNumber(
                        random.nextLong(1, 9), random.nextLong(0, 99), random.nextLong(1, 999)),
                step,
                random.nextBoolean() ? Phase.DONE : Phase.INTENT,
                random.nextBoolean() ? step : null,
                random.nextBoolean() ? List.of("RESYNC I1", "odd % - \u00e4\n word") : List.of(),
                legs,
                random.nextBoolean() ? List.of("I2") : List.of(),
                images,
                Instant.ofEpochMilli(random.nextLong(0, 4_000_000_000_000L)),
                early ? null : Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000)),
                random.nextBoolean() ? "P120@production" : "-",
                random.nextBoolean() ? "" : "token " + random.nextInt(),
                CHAIN);
    }

    private static ImageLabel label(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> ImageLabel.LIVE;
            case 1 -> ImageLabel.INCOMPLETE;
            default ->
                    ImageLabel.still(
                            new Cut(
                                    random.nextInt(100),
                                    random.nextInt(5),
                                    Instant.ofEpochMilli(random.nextInt())));
        };
    }

    @Test
    void everyRecordComesBackAsItWas() {
        for (long seed = 0; seed < 300; seed++) {
            CopyManagementRecord record = random(new Random(seed));
            assertThat(RecordCodec.decode(RecordCodec.encode(record)))
                    .as("seed " + seed)
                    .isEqualTo(record);
        }
    }

    @Test
    void noFlippedByteAndNoTornEndIsTakenForARecord() {
        String text = RecordCodec.encode(random(new Random(1)));
        for (int i = 0; i < text.length(); i++) {
            char flipped = (char) (text.charAt(i) ^ 1);
            String damaged = text.substring(0, i) + flipped + text.substring(i + 1);
            assertThatThrownBy(() -> RecordCodec.decode(damaged))
                    .as("byte " + i)
                    .isInstanceOf(RecordRefusedException.class);
        }
        for (int i = 0; i < text.length(); i++) {
            String torn = text.substring(0, i);
            assertThatThrownBy(() -> RecordCodec.decode(torn))
                    .as("length " + i)
                    .isInstanceOf(RecordRefusedException.class);
        }
    }

    @Test
    void everyRefusalSaysWhy() {
        String text = RecordCodec.encode(random(new Random(2)));
        assertReason("", Reason.NOT_A_RECORD);
        assertReason("something else\n", Reason.NOT_A_RECORD);
        assertReason(text.replaceFirst("table 1", "table 2"), Reason.UNKNOWN_VERSION);
        assertReason(text.substring(0, text.length() - 1), Reason.TORN);
        assertReason(text + "x\n", Reason.TORN);
        assertReason(text.replaceFirst("term ", "term 1"), Reason.CHECKSUM);
        assertReason("x".repeat(RecordCodec.LONGEST_BYTES + 1), Reason.TOO_LONG);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "term 3|term x",
                "term 3|term -3",
                "term 3|term 03",
                "term 3|",
                "step 1130|step 1131",
                "phase DONE|phase SOON",
                "state H1|state",
                "site |nosite ",
                "leg H1|leg H2",
                "leg H1|legless H1",
                "pair |leg ",
                "state H2|void H2",
                "writer P120|writer %zz",
                "writer P120|writer P%2",
                "writer P120|writer \u00e4"
            })
    void aLineThatIsNotUnderstoodIsRefusedThoughTheChecksumHolds(String change) {
        CopyManagementRecord base = random(new Random(3));
        CopyManagementRecord record =
                new CopyManagementRecord(
                        new RecordNumber(3, 1, 1),
                        CopyCycleStep.RUN_ONWARD,
                        Phase.DONE,
                        null,
                        List.of(),
                        base.legs(),
                        List.of(),
                        base.images(),
                        base.recordedAt(),
                        null,
                        "P120",
                        "",
                        CHAIN);
        String text = RecordCodec.encode(record);
        String[] parts = change.split("\\|", -1);
        String body = text.substring(0, text.lastIndexOf(RecordCodec.CHECKSUM));
        String changed = body.replaceFirst("\n" + parts[0], "\n" + parts[1]);
        assertThat(changed).isNotEqualTo(body);
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(changed.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        String whole =
                changed
                        + RecordCodec.CHECKSUM
                        + String.format(java.util.Locale.ROOT, "%08x", crc.getValue())
                        + "\n";
        assertReason(whole, Reason.MALFORMED);
    }

    private static void assertReason(String text, Reason reason) {
        assertThatThrownBy(() -> RecordCodec.decode(text))
                .isInstanceOfSatisfying(
                        RecordRefusedException.class,
                        e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason));
    }

    @Test
    void aRecordThatFitsNoSlotIsRefused() {
        CopyManagementRecord record = random(new Random(4));
        CopyManagementRecord longOne =
                new CopyManagementRecord(
                        record.number(),
                        record.step(),
                        record.phase(),
                        null,
                        List.of("x".repeat(RecordCodec.LONGEST_BYTES)),
                        record.legs(),
                        List.of(),
                        record.images(),
                        record.recordedAt(),
                        null,
                        record.writer(),
                        "",
                        CHAIN);
        assertThatThrownBy(() -> RecordCodec.encode(longOne))
                .isInstanceOf(RecordRefusedException.class)
                .hasMessageContaining("split the chain");
    }

    @Test
    void theTableIsThatOfFigNine() {
        List<LegRecord> legs =
                List.of(
                        new LegRecord("H1", CopyWord.EXECUTING, false),
                        new LegRecord("I1", CopyWord.SPLIT, false),
                        new LegRecord("H2", CopyWord.SUSPENDED, true),
                        new LegRecord("I2", CopyWord.SPLIT, false));
        CopyManagementRecord record =
                new CopyManagementRecord(
                        new RecordNumber(1, 7, 42),
                        CopyCycleStep.SUSPEND_ONWARD,
                        Phase.INTENT,
                        CopyCycleStep.RUN_ONWARD,
                        List.of("SUSPEND H2"),
                        legs,
                        List.of("I2"),
                        List.of(),
                        Instant.ofEpochSecond(1526874526),
                        null,
                        "P120@production",
                        "",
                        CHAIN);
        String table = CopyManagementTable.print(record);
        assertThat(table)
                .contains("601: 2a->2b remote copy")
                .contains("602: 2b internal copy")
                .contains("603: 2b->2c remote copy")
                .contains("604: 2c internal copy")
                .contains("605: timestamp")
                .contains("1526874526 (2018-05-21T03:48:46Z)")
                .contains("SUSPENDED (lost)")
                .contains("term 1 cycle 7 sequence 42, step 1135 INTENT, record 1132")
                .contains("about to be ordered: SUSPEND H2")
                .contains("left out of this pass, source not yet complete: I2");
    }

    @Test
    void theCollectionFindsTheNewestAndEverythingWrong() {
        Random random = new Random(5);
        CopyManagementRecord old = numbered(random(random), 1);
        CopyManagementRecord newer = numbered(random(random), 2);
        CopyManagementRecord twin = numbered(random(random), 2);
        VolumeAddress a = CHAIN.managementVolumes("2a").get(0);
        VolumeAddress b = CHAIN.managementVolumes("2b").get(0);
        VolumeAddress c = CHAIN.managementVolumes("2c").get(0);
        RecordCollection found =
                RecordCollection.of(
                        List.of(
                                whole(a, 0, old),
                                whole(a, 1, newer),
                                whole(b, 0, twin),
                                new RecordSlot(b, 1, RecordSlot.State.EMPTY, ""),
                                new RecordSlot(c, 0, RecordSlot.State.CORRUPT, ""),
                                new RecordSlot(c, 1, RecordSlot.State.WHOLE, "junk")));
        assertThat(found.newest().orElseThrow().record().number()).isEqualTo(newer.number());
        assertThat(found.corrupt()).hasSize(2);
        assertThat(found.findings()).allMatch(f -> f.reason().equals("RecordCorrupt"));
        assertThat(found.conflicts()).hasSize(1);
        assertThat(found.conflicts().get(0).finding().message())
                .contains(a.toString())
                .contains(b.toString());
        assertThat(found.lacking(List.of(a, b, c))).containsExactly(b, c);
        assertThat(RecordCollection.of(List.of(whole(a, 0, old)), "another").newest()).isEmpty();
        assertThat(RecordCollection.of(List.of()).lacking(List.of(a))).isEmpty();
    }

    private static RecordSlot whole(VolumeAddress volume, int slot, CopyManagementRecord record) {
        return new RecordSlot(volume, slot, RecordSlot.State.WHOLE, RecordCodec.encode(record));
    }

    private static CopyManagementRecord numbered(CopyManagementRecord record, long sequence) {
        return new CopyManagementRecord(
                new RecordNumber(1, 1, sequence),
                record.step(),
                record.phase(),
                record.completed(),
                record.orders(),
                record.legs(),
                record.leftOut(),
                record.images(),
                record.recordedAt(),
                record.consistencyTime(),
                record.writer(),
                record.runToken(),
                record.chain());
    }
}
