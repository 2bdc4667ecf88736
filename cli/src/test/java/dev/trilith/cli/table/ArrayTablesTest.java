package dev.trilith.cli.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.contract.AddressDocument;
import dev.trilith.contract.ArrayDocument;
import dev.trilith.contract.CutDocument;
import dev.trilith.contract.PairDocument;
import dev.trilith.contract.VolumeDocument;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ArrayTablesTest {
    private static final long GIB = 1L << 30;

    @Test
    void tables_are_those_of_the_figures() {
        ArrayDocument array =
                new ArrayDocument(
                        "2b",
                        null,
                        1,
                        List.of(
                                volume("LU10", "211b-9", 4096, false, "LIVE", null),
                                volume("LU1", "211c", 10 * GIB, false, "STILL", 7L),
                                volume("LU2", "211g", 10 * GIB, true, "INCOMPLETE", null)),
                        List.of(
                                pair("P2", "G1", "2b->2c", "REMOTE", "PSUS", "SUSPENDED", 65536),
                                pair("P1", "G1", "2a->2b", "REMOTE", "PAIR", null, 0),
                                pair("P10", "G11", "2b", "INTERNAL", "COPY", null, 1 << 20)),
                        List.of(),
                        List.of());
        assertThat(ArrayTables.lines(array))
                .containsExactly(
                        "Table 300: pairs between arrays, seen by 2b",
                        "GROUP  PAIR  PRIMARY PORT  PRIMARY LU  SECONDARY PORT  SECONDARY LU  STATE"
                                + "   ENGINE",
                        "-----  ----  ------------  ----------  --------------  ------------ "
                                + " ------  ----------------------------",
                        "G1     P1    201b          LU0         201d            LU0          "
                                + " ACTIVE  PAIR",
                        "G1     P2    201b          LU0         201d            LU0                "
                                + "   PSUS/Suspended (64Ki differ)",
                        "",
                        "Table 400: pairs inside 2b",
                        "GROUP  PAIR  PRIMARY LU  SECONDARY LU  STATE   ENGINE",
                        "-----  ----  ----------  ------------  ------  -----------------",
                        "G11    P10   LU0         LU0           ACTIVE  COPY (1Mi differ)",
                        "",
                        "Table 500: volumes of 2b",
                        "PORT  LU    DRIVE   SIZE  MANAGEMENT  IMAGE       HOST",
                        "----  ----  ------  ----  ----------  ----------  ----",
                        "201d  LU1   211c    10Gi              cut 7       read",
                        "201d  LU2   211g    10Gi  YES         INCOMPLETE  read",
                        "201d  LU10  211b-9  4Ki               LIVE        read");
    }

    @Test
    void an_empty_array_says_so() {
        assertThat(
                        ArrayTables.lines(
                                new ArrayDocument(
                                        "2a", null, 1, List.of(), List.of(), List.of(), List.of())))
                .filteredOn(line -> line.equals("(none)"))
                .hasSize(3);
    }

    private static VolumeDocument volume(
            String lu,
            String drive,
            long bytes,
            boolean management,
            String image,
            @Nullable Long cycle) {
        CutDocument cut = cycle == null ? null : new CutDocument(cycle, 0, Instant.EPOCH);
        return new VolumeDocument("201d", lu, drive, bytes, management, image, cut, false, null);
    }

    private static PairDocument pair(
            String name,
            String group,
            String leg,
            String kind,
            String status,
            @Nullable String reason,
            long dirtyBytes) {
        return new PairDocument(
                name,
                group,
                leg,
                kind,
                new AddressDocument("2a", "201b", "LU0"),
                new AddressDocument("2b", "201d", "LU0"),
                "SECONDARY",
                status,
                reason,
                dirtyBytes,
                null,
                null);
    }
}
