package dev.trilith.simulation.enumeration;

import dev.trilith.core.array.FreezeMode;
import dev.trilith.simulation.kernel.Violation;
import dev.trilith.simulation.world.Totals;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Goes through all places of all scenarios; of several processes each takes its share. */
public final class Enumeration {
    /** How many blows fall in a run. */
    public enum Kind {
        /** One at every place. */
        SINGLES,
        /** One at every place, and one at every place that follows it. */
        PAIRS;

        /** The word of the command line. */
        public static Kind named(String word) {
            for (Kind kind : values()) {
                if (kind.name().equalsIgnoreCase(word)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("\"" + word + "\" is neither singles nor pairs");
        }
    }

    private static final int FEWEST_SITES = 3;
    private static final int MOST_SITES = 5;
    private final int sites;
    private final long share;
    private final long shares;
    private final long end;
    private final PrintWriter out;
    private final Totals totals = new Totals();
    private long number;

    /**
     * A part of the whole.
     *
     * @param sites of every chain; 0 for all chains that are meant
     * @param share which part, from 0
     * @param shares of so many parts
     * @param end no run begins after this instant of {@link System#nanoTime}
     * @param out is told of broken promises
     */
    public Enumeration(int sites, long share, long shares, long end, PrintWriter out) {
        this.sites = sites;
        this.share = share;
        this.shares = shares;
        this.end = end;
        this.out = out;
    }

    /** What was seen; counts of places begin with {@code at}. */
    public Totals run(Kind kind) {
        switch (kind) {
            case SINGLES -> singles();
            case PAIRS -> pairs();
        }
        return totals;
    }

    /**
     * Lives one case and tells its whole timeline.
     *
     * @param text for example {@code later-pass/3:17:AFTER_COMMIT}
     * @throws IllegalArgumentException if it is none
     */
    public static Totals only(String text, PrintWriter out) {
        Case one = Case.parse(text);
        Consumer<String> lines = out::println;
        Run.Result result = new Run(one, lines).live();
        out.printf(
                Locale.ROOT,
                "%s: %d requests, %d places, timeline %016x%n",
                one,
                result.requests().size(),
                result.places().size(),
                result.hash());
        Violation violation = result.violation();
        if (violation != null && violation.getCause() != null) {
            // One place is replayed to find a fault: where the exception came from is the answer.
            violation.getCause().printStackTrace(out);
        }
        Totals totals = new Totals();
        totals.add("violations", violation == null ? 0 : 1);
        return totals;
    }

    private List<Case> bases(Scenario scenario, int most) {
        List<Case> bases = new ArrayList<>();
        for (int n = FEWEST_SITES; n <= most; n++) {
            if (sites == 0 || sites == n) {
                bases.add(new Case(scenario, n, FreezeMode.HOLD, List.of()));
            }
        }
        return bases;
    }

    private void singles() {
        for (Scenario scenario : Scenario.values()) {
            for (Case base : bases(scenario, MOST_SITES)) {
                Run.Result calm = calm(base);
                each(base, calm, new Blow.Crash());
                if (base.sites() == FEWEST_SITES) {
                    each(base, calm, new Blow.Kill());
                }
            }
        }
        for (Case base : bases(Scenario.LATER_PASS, FEWEST_SITES)) {
            Case letting = new Case(base.scenario(), base.sites(), FreezeMode.GO, List.of());
            each(letting, calm(letting), new Blow.Crash());
        }
        survivors(Scenario.LATER_PASS, 0);
        for (Scenario recovery : Scenario.RECOVERIES) {
            survivors(recovery, 1);
        }
    }

    /** Every set of sites, from this one on, that leaves another of them is lost at each place. */
    private void survivors(Scenario scenario, int first) {
        for (Case base : bases(scenario, MOST_SITES)) {
            Run.Result calm = calm(base);
            for (Set<Integer> lost : losses(first, base.sites())) {
                each(base, calm, new Blow.Lose(lost));
            }
        }
    }

    private void pairs() {
        for (Scenario scenario : Scenario.values()) {
            for (Case base : bases(scenario, FEWEST_SITES)) {
                Run.Result calm = calm(base);
                pairs(base, calm, new Blow.Crash());
            }
        }
        for (Case base : bases(Scenario.LATER_PASS, FEWEST_SITES)) {
            Run.Result calm = calm(base);
            for (Set<Integer> lost : losses(0, base.sites())) {
                pairs(base, calm, new Blow.Lose(lost));
            }
        }
    }

    /** The run without a blow: it must break no promise either. */
    private Run.Result calm(Case base) {
        Run.Result calm = new Run(base, null).live();
        judge(base, calm);
        return calm;
    }

    private boolean mine() {
        return number++ % shares == share && inTime();
    }

    private boolean inTime() {
        boolean inTime = System.nanoTime() < end;
        if (!inTime && totals.count("cut short") == 0) {
            totals.add("cut short", 1);
        }
        return inTime;
    }

    private void each(Case base, Run.Result before, Blow blow) {
        for (Run.Place place : before.placesAfter()) {
            if (mine()) {
                strike(base.and(new Strike(place.request(), place.boundary(), blow)));
            }
        }
    }

    private void pairs(Case base, Run.Result calm, Blow blow) {
        for (Run.Place place : calm.places()) {
            if (mine()) {
                Case first = base.and(new Strike(place.request(), place.boundary(), blow));
                Run.Result result = new Run(first, null).live();
                judge(first, result);
                for (Run.Place second : result.placesAfter()) {
                    if (inTime()) {
                        Blow next = new Blow.Crash();
                        strike(first.and(new Strike(second.request(), second.boundary(), next)));
                    }
                }
            }
        }
    }

    private void strike(Case struck) {
        Run.Result result = new Run(struck, null).live();
        judge(struck, result);
        count(totals, struck, result);
    }

    private static void count(Totals totals, Case struck, Run.Result result) {
        String blows =
                struck.strikes().stream()
                        .map(s -> s.blow() instanceof Blow.Lose ? "loss" : s.blow().toString())
                        .reduce((a, b) -> a + ", " + b)
                        .orElse("nothing");
        Case base = new Case(struck.scenario(), struck.sites(), struck.mode(), List.of());
        totals.add("at " + base + ": " + blows, 1);
        totals.add("points", 1);
        totals.addAll(result.totals());
    }

    private void judge(Case struck, Run.Result result) {
        Violation violation = result.violation();
        if (violation != null) {
            tell(struck, result, violation.oracle() + ": " + violation.getMessage());
            totals.add("violations", 1);
        } else if (result.struck() < struck.strikes().size()) {
            tell(struck, result, "the place was not passed again: the run cannot be repeated");
            totals.add("violations", 1);
        }
    }

    private void tell(Case struck, Run.Result result, String what) {
        StringBuilder where = new StringBuilder();
        for (Strike strike : struck.strikes()) {
            if (strike.request() < result.requests().size()) {
                where.append(where.isEmpty() ? " (" : ", ")
                        .append(result.words(new Run.Place(strike.request(), strike.boundary())));
            }
        }
        out.println(struck + "" + where + (where.isEmpty() ? "" : ")") + ": " + what);
        out.flush();
    }

    /** Every set of the sites from {@code first} on that can be lost while another is left. */
    static List<Set<Integer>> losses(int first, int sites) {
        List<Set<Integer>> losses = new ArrayList<>();
        for (int bits = 1; bits < (1 << (sites - first)) - 1; bits++) {
            Set<Integer> lost = new TreeSet<>();
            for (int site = first; site < sites; site++) {
                if ((bits >> (site - first) & 1) == 1) {
                    lost.add(site);
                }
            }
            losses.add(lost);
        }
        return losses;
    }
}
