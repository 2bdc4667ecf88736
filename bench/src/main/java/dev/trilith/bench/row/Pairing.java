package dev.trilith.bench.row;

import dev.trilith.bench.report.Figures;
import dev.trilith.bench.report.Goal;
import dev.trilith.bench.report.Result;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** The usual row: the array and one peer, in turn. */
final class Pairing {
    private final Lab lab;
    private final String peerName;

    Pairing(Lab lab, String peerName) {
        this.lab = lab;
        this.peerName = peerName;
    }

    Result row(String name, String unit, Goal goal, Lab.Trial ours, Lab.Trial peer)
            throws IOException, InterruptedException {
        Map<String, Lab.Trial> trials = new LinkedHashMap<>();
        trials.put("peer", peer);
        trials.put("ours", ours);
        Map<String, Figures> figures = lab.rounds(trials);
        return Result.of(
                name,
                unit,
                Objects.requireNonNull(figures.get("ours")),
                Objects.requireNonNull(figures.get("peer")),
                peerName,
                goal);
    }
}
