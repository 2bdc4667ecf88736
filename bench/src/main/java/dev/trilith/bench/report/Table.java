package dev.trilith.bench.report;

import java.util.List;
import java.util.Locale;

/** The results as a table in Markdown, aligned so that a terminal shows it well too. */
public final class Table {
    private static final List<String> HEAD =
            List.of("row", "unit", "ours", "peer", "peer is", "ratio", "goal", "met");

    private Table() {}

    /** The table, with a line end after each line. */
    public static String of(List<Result> results) {
        List<List<String>> lines = results.stream().map(Table::cells).toList();
        StringBuilder text = new StringBuilder();
        line(text, lines, HEAD, ' ');
        line(text, lines, HEAD.stream().map(h -> "").toList(), '-');
        lines.forEach(cells -> line(text, lines, cells, ' '));
        return text.toString();
    }

    private static List<String> cells(Result result) {
        return List.of(
                result.name(),
                result.unit(),
                number(result.ours()),
                number(result.peer()),
                result.peerName(),
                number(result.ratio()) + "x",
                result.goal(),
                result.met() ? "yes" : "**no**");
    }

    /** Three digits that count. */
    static String number(double value) {
        double size = Math.abs(value);
        int places = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : size >= 0.1 ? 3 : 4;
        return String.format(Locale.ROOT, "%." + places + "f", value);
    }

    private static void line(
            StringBuilder text, List<List<String>> lines, List<String> cells, char filler) {
        for (int column = 0; column < HEAD.size(); column++) {
            int width = HEAD.get(column).length();
            for (List<String> line : lines) {
                width = Math.max(width, line.get(column).length());
            }
            String cell = cells.get(column);
            text.append("| ").append(cell);
            text.repeat(filler, width - cell.length()).append(' ');
        }
        text.append("|\n");
    }
}
