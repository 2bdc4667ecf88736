package dev.trilith.core.record;

import dev.trilith.core.definition.CopyChain;
import dev.trilith.core.definition.Leg;
import java.util.ArrayList;
import java.util.List;

/** Prints a record as table 600 of Fig. 9: a column for each leg, then the timestamp. */
public final class CopyManagementTable {
    private static final int FIRST_FIELD = 601;

    private CopyManagementTable() {}

    /**
     * The table, ending in a line break.
     *
     * <p>The columns are numbered from 601 in the chain's order, the timestamp last: with three
     * sites they are the source's 601 to 605. The timestamp stands as epoch seconds and as an
     * instant. A lost leg shows its last state, marked.
     */
    public static String print(CopyManagementRecord record) {
        List<String> headings = new ArrayList<>();
        List<String> values = new ArrayList<>();
        int field = FIRST_FIELD;
        for (LegRecord leg : record.legs()) {
            headings.add(field++ + ": " + heading(record.chain(), leg.id()));
            values.add(leg.word() + (leg.lost() ? " (lost)" : ""));
        }
        headings.add(field + ": timestamp");
        values.add(record.recordedAt().getEpochSecond() + " (" + record.recordedAt() + ")");

        StringBuilder out = new StringBuilder();
        out.append("copy management table 600, group ").append(record.group()).append('\n');
        out.append(record.number()).append(", step ").append(record.position());
        CopyCycleStep completed = record.completed();
        if (completed != null) {
            out.append(", record ").append(completed.recordNumber());
        }
        out.append(", written by ").append(record.writer()).append('\n');
        row(out, headings, headings, values);
        row(out, values, headings, values);
        if (!record.orders().isEmpty()) {
            out.append("about to be ordered: ")
                    .append(String.join(", ", record.orders()))
                    .append('\n');
        }
        if (!record.leftOut().isEmpty()) {
            out.append("left out of this pass, source not yet complete: ")
                    .append(String.join(", ", record.leftOut()))
                    .append('\n');
        }
        return out.toString();
    }

    private static String heading(CopyChain chain, String id) {
        return chain.leg(id).map(CopyManagementTable::heading).orElse(id);
    }

    private static String heading(Leg leg) {
        return leg.remote()
                ? leg.primaryArray() + "->" + leg.secondaryArray() + " remote copy"
                : leg.primaryArray() + " internal copy";
    }

    private static void row(
            StringBuilder out, List<String> cells, List<String> headings, List<String> values) {
        out.append('|');
        for (int i = 0; i < cells.size(); i++) {
            int width = Math.max(headings.get(i).length(), values.get(i).length());
            out.append(' ').append(cells.get(i));
            out.append(" ".repeat(width - cells.get(i).length())).append(" |");
        }
        out.append('\n');
    }
}
