package dev.trilith.simulation.enumeration;

import dev.trilith.core.step.StepResult;
import dev.trilith.simulation.kernel.SimProcess;
import dev.trilith.simulation.kernel.Violation;
import dev.trilith.simulation.site.Way;
import dev.trilith.simulation.world.Conditions;
import dev.trilith.simulation.world.Script;
import dev.trilith.simulation.world.Stage;
import dev.trilith.simulation.world.Totals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lives one case: the same case is the same run, and the same as another until their blows fall.
 */
final class Run implements Script {
    /**
     * What came of it.
     *
     * @param violation the broken promise, or null
     * @param requests by number, step and request
     * @param places every place that was passed, in order
     * @param struck how many of the blows fell
     * @param after how many places had been passed when the last of them fell
     * @param totals what was seen
     * @param hash a number over the timeline
     */
    record Result(
            @Nullable Violation violation,
            List<String> requests,
            List<Place> places,
            int struck,
            int after,
            Totals totals,
            long hash) {
        Result {
            requests = List.copyOf(requests);
            places = List.copyOf(places);
        }

        /** The places that were passed after the last blow; all of them if there was none. */
        List<Place> placesAfter() {
            return places.subList(after, places.size());
        }

        /** For example {@code 1115 witness AFTER_COMMIT}. */
        String words(Place place) {
            return requests.get(place.request()) + " " + place.boundary();
        }
    }

    /**
     * A boundary that a run passed.
     *
     * @param request the number of the request
     * @param boundary the instant of it
     */
    record Place(int request, Way.Boundary boundary) {}

    private static final Duration INTERVAL = Duration.ofMillis(100);
    private static final Duration DEADLINE = Duration.ofSeconds(1);
    private static final long SEED = 1;
    private final Case given;
    private final Stage stage;
    private final IdentityHashMap<Way.Request, Integer> numbers = new IdentityHashMap<>();
    private final List<String> requests = new ArrayList<>();
    private final List<Place> places = new ArrayList<>();
    private boolean watching;
    private int struck;
    private int after;

    Run(Case given, @Nullable Consumer<String> lines) {
        this.given = given;
        Conditions conditions = new Conditions(given.sites(), given.mode(), INTERVAL, DEADLINE);
        this.stage = new Stage(SEED, conditions, lines, this);
    }

    Result live() {
        stage.guarded(() -> {
            stage.setUp();
            given.scenario().play(this);
            end();
        });
        return new Result(
                stage.violation(), requests, places, struck, after, stage.totals(), stage.hash());
    }

    @Override
    public void at(Way.Boundary boundary, Way.Request request, SimProcess caller) {
        if (!watching) {
            return;
        }
        if (boundary == Way.Boundary.BEFORE_SEND) {
            numbers.put(request, requests.size());
            requests.add(stage.step() + " " + request.what());
        }
        Integer number = numbers.get(request);
        if (number == null) {
            return;
        }
        places.add(new Place(number, boundary));
        if (struck >= given.strikes().size()) {
            return;
        }
        Strike next = given.strikes().get(struck);
        if (next.request() == number && next.boundary() == boundary) {
            struck++;
            after = places.size();
            stage.say("struck at " + next + ", " + requests.get(number));
            strike(next.blow(), boundary, request, caller);
        }
    }

    private void strike(Blow blow, Way.Boundary boundary, Way.Request request, SimProcess caller) {
        boolean inProgram = boundary != Way.Boundary.AFTER_COMMIT;
        switch (blow) {
            case Blow.Crash c -> stage.crash(caller, inProgram);
            case Blow.Kill k -> stage.kill(request.array(), !inProgram);
            case Blow.Lose l ->
                    stage.lose(l.sites(), inProgram ? caller : stage.process(request.array()));
        }
    }

    int sites() {
        return given.sites();
    }

    long passes() {
        return stage.passes();
    }

    /** From here on places are counted. */
    void watch() {
        watching = true;
        stage.say("watched from here on");
    }

    void begin() {
        stage.startProgram();
    }

    void afterFirstPass() {
        begin();
        untilPasses(1);
    }

    void untilPasses(long passes) {
        stage.must(
                () -> stage.anyLost() || stage.passes() >= passes,
                "pass " + passes + " does not end");
    }

    void untilStep(String step) {
        stage.must(
                () -> stage.anyLost() != step.equals("R121") || stage.step().equals(step),
                "step " + step + " does not begin");
    }

    void rest(long millis) {
        stage.rest(millis);
    }

    void pauseAndGoOn() {
        if (!stage.anyLost()) {
            stage.paused(true);
            stage.busy(false);
            stage.must(() -> stage.anyLost() || stage.idle() >= 2, "a pause does not begin");
            stage.busy(true);
            stage.paused(false);
        }
    }

    void cutAndJoin(int one, int other) {
        if (!stage.anyLost()) {
            stage.cut(one, other);
            stage.busy(false);
            stage.rest(4_000);
            stage.busy(true);
            stage.join(one, other);
        }
    }

    void lose(Set<Integer> sites) {
        if (!stage.broken()) {
            stage.loseNow(sites);
        }
    }

    /** Whatever was lost is recovered from; what was not lost goes on; then it is judged. */
    private void end() {
        if (stage.anyLost() && !stage.productionLost()) {
            stage.must(
                    () -> stage.productionLost() || stage.state() == StepResult.State.DEGRADED,
                    "a lost site is not noticed");
            if (!stage.productionLost()) {
                stage.mustWrite();
            }
        }
        if (stage.anyLost() && !stage.productionLost() && stage.lastSite() > 0) {
            lose(Set.of(0));
        }
        if (stage.productionLost()) {
            stage.must(stage::recovered, "the recovery does not end");
            watching = false;
            stage.judge();
        } else if (!stage.anyLost()) {
            stage.must(() -> stage.passes() > 0, "no pass ends");
            watching = false;
            stage.mustWrite();
            stage.mustRest();
        }
    }
}
