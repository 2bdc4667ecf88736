package dev.trilith.bench.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * A row of the table.
 *
 * @param name the row's name, as ROWS takes it
 * @param unit the unit of both figures
 * @param ours the median of the array's figures
 * @param peer the median of the peer's figures, or the limit
 * @param peerName what it is compared with
 * @param ratio the median of the rounds' ratios, ours to the peer's
 * @param goal what the ratio is to reach
 * @param met whether it does
 */
@JsonPropertyOrder({"name", "unit", "ours", "peer", "peerName", "ratio", "goal", "met"})
public record Result(
        String name,
        String unit,
        double ours,
        double peer,
        String peerName,
        double ratio,
        String goal,
        boolean met) {

    /** Compares what was measured in the same rounds. */
    public static Result of(
            String name, String unit, Figures ours, Figures peer, String peerName, Goal goal) {
        double ratio = ours.over(peer).median();
        return new Result(
                name,
                unit,
                ours.median(),
                peer.median(),
                peerName,
                ratio,
                goal.toString(),
                goal.metBy(ratio));
    }

    /** Compares with a figure that must not be exceeded. */
    public static Result limited(String name, String unit, Figures ours, double limit) {
        return of(name, unit, ours, ours.constant(limit), "limit", Goal.atMost(1));
    }

    /** How far the goal is reached: 1 is just the goal, more is better. */
    @JsonIgnore
    public double reached() {
        double limit = Double.parseDouble(goal.substring(3, goal.length() - 1));
        return new Goal(goal.startsWith(">="), limit).reached(ratio);
    }
}
