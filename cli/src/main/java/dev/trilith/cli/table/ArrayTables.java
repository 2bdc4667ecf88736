package dev.trilith.cli.table;

import dev.trilith.contract.AddressDocument;
import dev.trilith.contract.ArrayDocument;
import dev.trilith.contract.PairDocument;
import dev.trilith.contract.VolumeDocument;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** An array's control memory as the source prints it: tables 300, 400 and 500 (Figs. 6 to 8). */
public final class ArrayTables {
    private static final long GIB = 1L << 30;
    private static final long MIB = 1L << 20;
    private static final long KIB = 1L << 10;

    private ArrayTables() {}

    /** All three tables, line by line. */
    public static List<String> lines(ArrayDocument array) {
        List<String> lines = new ArrayList<>();
        lines.add("Table 300: pairs between arrays, seen by " + array.name());
        lines.addAll(remote(array));
        lines.add("");
        lines.add("Table 400: pairs inside " + array.name());
        lines.addAll(internal(array));
        lines.add("");
        lines.add("Table 500: volumes of " + array.name());
        lines.addAll(volumes(array));
        return lines;
    }

    private static List<String> remote(ArrayDocument array) {
        TextTable table =
                new TextTable(
                        "GROUP",
                        "PAIR",
                        "PRIMARY PORT",
                        "PRIMARY LU",
                        "SECONDARY PORT",
                        "SECONDARY LU",
                        "STATE",
                        "ENGINE");
        for (PairDocument pair : pairs(array, "REMOTE")) {
            AddressDocument primary = pair.primary();
            AddressDocument secondary = pair.secondary();
            table.row(
                    pair.group(),
                    pair.name(),
                    primary.port(),
                    primary.lu(),
                    secondary.port(),
                    secondary.lu(),
                    state(pair),
                    engine(pair));
        }
        return orNone(table);
    }

    private static List<String> internal(ArrayDocument array) {
        TextTable table =
                new TextTable("GROUP", "PAIR", "PRIMARY LU", "SECONDARY LU", "STATE", "ENGINE");
        for (PairDocument pair : pairs(array, "INTERNAL")) {
            table.row(
                    pair.group(),
                    pair.name(),
                    pair.primary().lu(),
                    pair.secondary().lu(),
                    state(pair),
                    engine(pair));
        }
        return orNone(table);
    }

    private static List<String> volumes(ArrayDocument array) {
        TextTable table =
                new TextTable("PORT", "LU", "DRIVE", "SIZE", "MANAGEMENT", "IMAGE", "HOST");
        array.volumes().stream()
                .sorted(
                        Comparator.comparing(VolumeDocument::port)
                                .thenComparingInt(volume -> volume.lu().length())
                                .thenComparing(VolumeDocument::lu))
                .forEach(volume ->
                        table.row(
                                volume.port(),
                                volume.lu(),
                                volume.drive(),
                                size(volume.sizeBytes()),
                                volume.storesManagementInformation() ? "YES" : "",
                                image(volume),
                                volume.hostWritable() ? "read, write" : "read"));
        return orNone(table);
    }

    private static List<PairDocument> pairs(ArrayDocument array, String kind) {
        return array.pairs().stream()
                .filter(pair -> pair.kind().equals(kind))
                .sorted(
                        Comparator.comparing(PairDocument::group)
                                .thenComparingInt(pair -> pair.name().length())
                                .thenComparing(PairDocument::name))
                .toList();
    }

    private static List<String> orNone(TextTable table) {
        return table.isEmpty() ? List.of("(none)") : table.lines();
    }

    /** Figs. 6 and 7 know one word for a copy that runs, whether it is still catching up or not. */
    private static String state(PairDocument pair) {
        return switch (pair.status()) {
            case "COPY", "PAIR" -> "ACTIVE";
            default -> "";
        };
    }

    private static String engine(PairDocument pair) {
        String reason = pair.reason();
        String state = reason == null ? pair.status() : pair.status() + "/" + word(reason);
        return pair.dirtyBytes() == 0 ? state : state + " (" + size(pair.dirtyBytes()) + " differ)";
    }

    private static String word(String reason) {
        return reason.charAt(0) + reason.substring(1).toLowerCase(java.util.Locale.ROOT);
    }

    private static String image(VolumeDocument volume) {
        if (volume.cut() == null) {
            return volume.image();
        }
        String still = volume.cut().still() == 0 ? "" : "." + volume.cut().still();
        return "cut " + volume.cut().cycle() + still;
    }

    /** Bytes in the largest unit that gives a whole number, as --size and resources spell them. */
    static String size(long bytes) {
        if (bytes % GIB == 0 && bytes > 0) {
            return bytes / GIB + "Gi";
        }
        if (bytes % MIB == 0 && bytes > 0) {
            return bytes / MIB + "Mi";
        }
        return bytes % KIB == 0 ? bytes / KIB + "Ki" : bytes + " bytes";
    }
}
