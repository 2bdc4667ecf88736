package dev.trilith.core.record;

import dev.trilith.core.array.Cut;
import dev.trilith.core.array.ImageLabel;
import dev.trilith.core.array.PairDefinition;
import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.definition.CopyChain;
import dev.trilith.core.definition.Leg;
import dev.trilith.core.definition.Site;
import dev.trilith.core.record.RecordRefusedException.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Turns a record into its text and back.
 *
 * <p>The text is made of lines {@code name value value ...}, one for each field or row; the first
 * names format and version, the last is the CRC-32C of all bytes before it. A record has exactly
 * one text: whatever differs from it in a single byte is refused.
 */
public final class RecordCodec {
    /** The longest text, in bytes, that a slot takes. */
    public static final int LONGEST_BYTES = 128 * 1024;

    /** What the first line begins with. */
    static final String FORMAT = "trilith-copy-management-table";

    /** The version that this program writes, and the only one it reads. */
    static final int VERSION = 1;

    static final String CHECKSUM = "crc32c ";

    private RecordCodec() {}

    /**
     * The canonical text of a record.
     *
     * @throws RecordRefusedException {@code TOO_LONG} if it does not fit into a slot
     */
    public static String encode(CopyManagementRecord record) {
        RecordText text = new RecordText();
        text.line(FORMAT, Integer.toString(VERSION));
        text.line("group", record.group());
        text.line("term", Long.toString(record.number().term()));
        text.line("cycle", Long.toString(record.number().cycle()));
        text.line("sequence", Long.toString(record.number().sequence()));
        text.line("step", record.step().toString());
        text.line("phase", record.phase().name());
        text.line("completed", step(record.completed()));
        text.line("recorded-at", record.recordedAt().toString());
        text.line("consistency-time", instant(record.consistencyTime()));
        text.line("writer", record.writer());
        text.line("run-token", record.runToken());
        record.orders().forEach(order -> text.line("order", order));
        for (LegRecord leg : record.legs()) {
            text.line("state", leg.id(), leg.word().name(), leg.lost() ? "lost" : "");
        }
        record.leftOut().forEach(leg -> text.line("left-out", leg));
        // The volumes of one image bear one time.
        Map<Instant, String> times = new HashMap<>();
        for (VolumeImage image : record.images()) {
            text.line("image", address(image.volume()), image(image.image(), times));
        }
        chain(text, record.chain());
        String body = text.toString();
        String whole = body + CHECKSUM + checksum(body) + "\n";
        int length = whole.getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST_BYTES) {
            throw new RecordRefusedException(
                    Reason.TOO_LONG,
                    "the record of group "
                            + record.group()
                            + " takes "
                            + length
                            + " bytes and a slot "
                            + LONGEST_BYTES
                            + ": split the chain into several groups");
        }
        return whole;
    }

    private static void chain(RecordText text, CopyChain chain) {
        for (Site site : chain.sites()) {
            text.line("site", site.name(), site.namespace(), site.array(), site.endpoint());
        }
        for (Leg leg : chain.legs()) {
            String kind = leg.kind().name();
            text.line(
                    "leg", leg.id(), leg.group(), leg.leg(), kind, Integer.toString(leg.number()));
            for (PairDefinition pair : leg.pairs()) {
                text.line("pair", pair.name(), address(pair.primary()), address(pair.secondary()));
            }
        }
        for (List<VolumeAddress> volumes : chain.managementVolumes().values()) {
            volumes.forEach(v -> text.line("management-volume", address(v)));
        }
    }

    /**
     * The record that {@code text} holds.
     *
     * @throws RecordRefusedException if it is torn, flipped, of an unknown version or too long
     */
    public static CopyManagementRecord decode(String text) {
        checkEnvelope(text);
        CopyManagementRecord record;
        try {
            record = new RecordParser(body(text)).record();
        } catch (IllegalArgumentException | java.time.DateTimeException e) {
            throw new RecordRefusedException(Reason.MALFORMED, message(e));
        }
        if (!encode(record).equals(text)) {
            throw new RecordRefusedException(
                    Reason.MALFORMED, "the lines are not in the one form that this version has");
        }
        return record;
    }

    private static String message(RuntimeException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    private static void checkEnvelope(String text) {
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST_BYTES) {
            throw new RecordRefusedException(
                    Reason.TOO_LONG, "the text has " + length + " bytes, over " + LONGEST_BYTES);
        }
        int end = text.indexOf('\n');
        String first = end < 0 ? text : text.substring(0, end);
        if (!first.startsWith(FORMAT + " ")) {
            throw new RecordRefusedException(
                    Reason.NOT_A_RECORD, "the first line is not that of a copy management table");
        }
        String version = first.substring(FORMAT.length() + 1);
        if (!version.equals(Integer.toString(VERSION))) {
            throw new RecordRefusedException(
                    Reason.UNKNOWN_VERSION,
                    "the table is of version "
                            + RecordText.token(version)
                            + " and this program reads "
                            + VERSION);
        }
        String body = body(text);
        String found = text.substring(body.length() + CHECKSUM.length(), text.length() - 1);
        String expected = checksum(body);
        if (!found.equals(expected)) {
            throw new RecordRefusedException(
                    Reason.CHECKSUM,
                    "the checksum of the lines is "
                            + expected
                            + " but the last line says "
                            + RecordText.token(found));
        }
    }

    private static String body(String text) {
        int at = text.lastIndexOf("\n" + CHECKSUM);
        if (at < 0 || !text.endsWith("\n") || text.indexOf('\n', at + 1) != text.length() - 1) {
            throw new RecordRefusedException(
                    Reason.TORN, "the last line is no checksum: the end of the table is missing");
        }
        return text.substring(0, at + 1);
    }

    private static String checksum(String body) {
        CRC32C crc = new CRC32C();
        crc.update(body.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }

    private static String step(@Nullable CopyCycleStep step) {
        return step == null ? "" : step.toString();
    }

    private static String instant(@Nullable Instant instant) {
        return instant == null ? "" : instant.toString();
    }

    private static String[] address(VolumeAddress address) {
        return new String[] {address.array(), address.port(), address.lu()};
    }

    private static String[] image(ImageLabel label, Map<Instant, String> times) {
        Cut cut = label.cut();
        if (cut == null) {
            return new String[] {label.kind().name()};
        }
        return new String[] {
            label.kind().name(),
            Long.toString(cut.cycle()),
            Integer.toString(cut.still()),
            times.computeIfAbsent(cut.consistencyTime(), Instant::toString)
        };
    }
}
