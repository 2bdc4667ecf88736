package dev.trilith.bench.report;

import java.util.List;
import java.util.Locale;

/**
 * The results as a picture: a bar for each row, its length the part of the goal that was reached,
 * on a scale of powers so that twice as good and half as good look alike.
 */
public final class Picture {
    private static final int WIDTH = 1010;
    private static final int LEFT = 190;
    private static final int RIGHT = 420;
    private static final int TOP = 44;
    private static final int STEP = 22;
    private static final int BAR = 14;

    /** Bars end at a quarter and at four times the goal. */
    private static final double SPAN = 2;

    private Picture() {}

    /** The picture as an SVG document. */
    public static String of(List<Result> results) {
        int height = TOP + STEP * results.size() + 20;
        StringBuilder svg = new StringBuilder();
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
                                + " font-family=\"sans-serif\" font-size=\"12\" role=\"img\">\n",
                        WIDTH,
                        height));
        svg.append("<title>The array compared with its peers</title>\n");
        svg.append("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
        for (double factor : new double[] {0.25, 0.5, 1, 2, 4}) {
            grid(svg, factor, height);
        }
        for (int i = 0; i < results.size(); i++) {
            bar(svg, results.get(i), TOP + STEP * i);
        }
        return svg.append("</svg>\n").toString();
    }

    private static double x(double reached) {
        double power = Math.log(Math.max(reached, 1e-9)) / Math.log(2);
        double part = (Math.clamp(power, -SPAN, SPAN) + SPAN) / (2 * SPAN);
        return LEFT + part * (WIDTH - LEFT - RIGHT);
    }

    private static void grid(StringBuilder svg, double factor, int height) {
        String label = factor == 1 ? "goal" : Table.number(factor).replaceAll("\\.?0+$", "") + "x";
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<line x1=\"%1$.1f\" y1=\"%2$d\" x2=\"%1$.1f\" y2=\"%3$d\" stroke=\"%4$s\"/>\n"
                                + "<text x=\"%1$.1f\" y=\"%5$d\" text-anchor=\"middle\""
                                + " fill=\"#444444\">%6$s</text>\n",
                        x(factor),
                        TOP - 8,
                        height - 14,
                        factor == 1 ? "#222222" : "#dddddd",
                        TOP - 14,
                        label));
    }

    private static void bar(StringBuilder svg, Result result, int y) {
        double from = Math.min(x(1), x(result.reached()));
        double to = Math.max(x(1), x(result.reached()));
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>\n"
                                + "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\""
                                + " fill=\"%s\"/>\n"
                                + "<text x=\"%d\" y=\"%d\" fill=\"#444444\">%s</text>\n",
                        LEFT - 8,
                        y + BAR - 2,
                        escaped(result.name()),
                        from,
                        y,
                        Math.max(to - from, 1),
                        BAR,
                        result.met() ? "#2e7d32" : "#c62828",
                        WIDTH - RIGHT + 10,
                        y + BAR - 2,
                        escaped(
                                Table.number(result.ratio())
                                        + "x "
                                        + result.peerName()
                                        + " (goal "
                                        + result.goal()
                                        + ")")));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
