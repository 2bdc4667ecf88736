package dev.trilith.bench.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/**
 * One quantity, measured once in each round.
 *
 * @param values a figure for each round
 */
public record Figures(List<Double> values) {
    public Figures {
        values = List.copyOf(values);
        if (values.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
    }

    /** Figures given one by one. */
    public static Figures of(double... values) {
        List<Double> list = new ArrayList<>();
        for (double value : values) {
            list.add(value);
        }
        return new Figures(list);
    }

    /** The middle one, or half-way between the two in the middle. */
    public double median() {
        return percentile(values, 50);
    }

    /** The value that a share of values does not exceed, between neighbours in proportion. */
    public static double percentile(List<Double> values, double percent) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        double at = percent / 100 * (sorted.size() - 1);
        int below = (int) Math.floor(at);
        int above = (int) Math.ceil(at);
        double low = sorted.get(below);
        return low + (at - below) * (sorted.get(above) - low);
    }

    /** The ratio of each round. */
    public Figures over(Figures other) {
        return with(other, (a, b) -> a / b);
    }

    /** The higher one of each round. */
    public Figures best(Figures other) {
        return with(other, Math::max);
    }

    /** The same figure for every round. */
    public Figures constant(double figure) {
        return new Figures(Collections.nCopies(values.size(), figure));
    }

    private Figures with(Figures other, DoubleBinaryOperator both) {
        if (other.values.size() != values.size()) {
            throw new IllegalArgumentException(
                    values.size() + " rounds cannot be compared with " + other.values.size());
        }
        List<Double> result = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            result.add(both.applyAsDouble(values.get(i), other.values.get(i)));
        }
        return new Figures(result);
    }
}
