package dev.trilith.core.recovery;

import dev.trilith.core.array.FreezeMode;
import dev.trilith.core.array.ImageLabel;
import dev.trilith.core.array.LabChain;
import dev.trilith.core.cycle.CopyCycleProgram;
import dev.trilith.core.cycle.CycleObserver;
import dev.trilith.core.cycle.CycleSettings;
import dev.trilith.core.definition.Leg;
import dev.trilith.core.record.CopyCycleStep;
import dev.trilith.core.step.Boundary;
import dev.trilith.core.step.ChainView;
import dev.trilith.core.step.LegView;
import dev.trilith.core.step.StepResult;
import dev.trilith.core.step.StepResult.State;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A chain under load whose programs can be killed at every instant: before and after every call to
 * an array, and after every copied block. At each instant the golden-copy invariant is checked.
 */
final class DisasterWorld implements TrippingDirectory.Listener {
    /** Ends the run at the instant chosen. */
    static final class Struck extends RuntimeException {
        Struck() {
            super("struck");
        }
    }

    /** Where in a step the disaster struck. */
    enum Place {
        BEFORE,
        RECORD_IN_SOME_SITES,
        AFTER_RECORD,
        AFTER_ORDER,
        AFTER_ACT
    }

    static final CycleSettings SETTINGS =
            new CycleSettings(
                    Duration.ofSeconds(5), FreezeMode.HOLD, Duration.ofSeconds(2), false, "");

    private static final int REMEMBERED = 25;

    final LabChain lab;
    final TrippingDirectory directory;
    private final CycleSettings settings;
    private final Set<Integer> everComplete = new HashSet<>();
    private final Set<Integer> lostSites = new HashSet<>();
    private final Deque<String> lastWords = new ArrayDeque<>();
    private CopyCycleProgram cycle;
    private long events;
    private long strikeAt = Long.MAX_VALUE;
    private @Nullable CopyCycleStep step;
    private Place place = Place.BEFORE;
    private final int recordVolumes;
    private int recordsWritten;
    private boolean duringRecovery;
    private boolean watched;

    DisasterWorld(int sites, FreezeMode mode) {
        lab = new LabChain(sites, 2);
        recordVolumes = lab.chain.managementVolumes().values().stream().mapToInt(List::size).sum();
        directory = new TrippingDirectory(lab.network, this);
        settings =
                new CycleSettings(SETTINGS.interval(), mode, SETTINGS.freezeDeadline(), false, "");
        cycle = newCycle();
    }

    private CopyCycleProgram newCycle() {
        CycleObserver observer =
                m -> {
                    if (m.boundary() == Boundary.BEFORE_INTENT) {
                        reached(m.step(), Place.BEFORE);
                        recordsWritten = 0;
                    } else if (m.boundary() == Boundary.TERMINAL_SEEN) {
                        reached(m.step(), Place.AFTER_ACT);
                    }
                };
        return new CopyCycleProgram(
                lab.chain, settings, directory, lab.network, "P120@production", observer);
    }

    CopyCycleProgram cycle() {
        return cycle;
    }

    /** Instants that have passed. */
    long events() {
        return events;
    }

    /** The program will be killed at this instant. */
    void strikeAt(long event) {
        strikeAt = event;
    }

    /** Step and place of the last instant. */
    String where() {
        return (step == null ? "none" : step.toString()) + " " + place;
    }

    private void reached(CopyCycleStep at, Place there) {
        step = at;
        place = there;
        happened();
    }

    /**
     * Only what changes an array is an instant: a program killed while it reads changes nothing.
     */
    @Override
    public void at(TrippingDirectory.Call call) {
        switch (call) {
            case AFTER_RECORD -> {
                recordsWritten++;
                place =
                        recordsWritten < recordVolumes
                                ? Place.RECORD_IN_SOME_SITES
                                : Place.AFTER_RECORD;
                happened();
            }
            case AFTER_ORDER -> {
                place = Place.AFTER_ORDER;
                happened();
            }
            case AFTER_SEAL -> happened();
            case BEFORE_READ, BEFORE_SEAL, BEFORE_RECORD, BEFORE_ORDER -> {}
        }
    }

    private void happened() {
        events++;
        if (watched) {
            checkGoldenCopies();
        }
        if (events == strikeAt) {
            throw new Struck();
        }
    }

    /** Runs the cycle until so many passes are complete. */
    void runPasses(long passes) {
        for (int i = 0; i < 20_000; i++) {
            if (cycle.progress().completedPasses() >= passes) {
                return;
            }
            turn(cycle.step());
        }
        throw new AssertionError("no pass was completed: " + cycle.progress());
    }

    /** From here on every instant is looked at. */
    void watch() {
        watched = true;
        checkGoldenCopies();
    }

    /** Whether every acknowledged write is at the second site too. */
    boolean inStep() {
        LegView first = view().remote(1);
        return first.paired() || first.frozen();
    }

    /** A pause in which the first leg breaks, so that the next pass begins with a repair. */
    void pauseBreakAndGoOn() {
        cycle.settings(
                new CycleSettings(
                        settings.interval(),
                        settings.freezeMode(),
                        settings.freezeDeadline(),
                        true,
                        ""));
        for (int i = 0; i < 20; i++) {
            turn(cycle.step());
        }
        lab.network.cutLink("2a", "2b");
        for (int i = 0; i < 3; i++) {
            turn(cycle.step());
        }
        lab.network.restoreLink("2a", "2b");
        cycle.settings(settings);
    }

    private void remember(StepResult result) {
        lastWords.add(result.toString());
        if (lastWords.size() > REMEMBERED) {
            lastWords.remove();
        }
    }

    /** The last words of the programs and the state of the chain, for a failure's text. */
    String lastWords() {
        ChainView view = view();
        StringBuilder text = new StringBuilder(String.join("\n", lastWords)).append('\n');
        for (Leg leg : lab.chain.legs()) {
            LegView seen = view.leg(leg);
            text.append(leg.id()).append(' ').append(seen.status());
            text.append('/')
                    .append(seen.reason())
                    .append(' ')
                    .append(view.secondary(leg))
                    .append('\n');
        }
        return text.toString();
    }

    /** Lets the rest of the world move once. */
    void turn(StepResult result) {
        if (watched) {
            remember(result);
        }
        if (lab.network.copyStep()) {
            happened();
        }
        if (!duringRecovery) {
            lab.hostWrite();
        }
        lab.network.advance(result.callNow() ? Duration.ofMillis(1) : result.again());
    }

    /** The program is killed and begun again. */
    void restartCycle() {
        strikeAt = Long.MAX_VALUE;
        cycle = newCycle();
    }

    /** Loses the first so many sites for good. */
    void lose(int sites) {
        strikeAt = Long.MAX_VALUE;
        duringRecovery = true;
        for (int site = 0; site < sites; site++) {
            lab.network.kill(LabChain.array(site));
            lostSites.add(site);
        }
    }

    /** The most stamps that any complete image on a surviving site behind the first holds. */
    int newestSurvivingPrefix() {
        ChainView view = view();
        int newest = -1;
        for (int site = 1; site < lab.chain.sites().size(); site++) {
            if (lostSites.contains(site)) {
                continue;
            }
            if (view.landing(site).complete()) {
                newest = Math.max(newest, prefix(site, false));
            }
            if (view.pointInTime(site).complete()) {
                newest = Math.max(newest, prefix(site, true));
            }
        }
        return newest;
    }

    private int prefix(int site, boolean pointInTime) {
        int prefix = lab.prefix(site, pointInTime);
        if (prefix < 0) {
            throw new AssertionError(
                    "site "
                            + site
                            + (pointInTime ? " PiT" : " landing")
                            + " says that it is whole"
                            + " and is a mixture, at "
                            + where());
        }
        return prefix;
    }

    ChainView view() {
        Map<String, dev.trilith.core.array.ArraySnapshot> snapshots = new HashMap<>();
        lab.network.all().forEach(a -> snapshots.put(a.name(), a.look()));
        return ChainView.of(lab.chain, snapshots, Map.of());
    }

    /** Every backup site that ever had a complete image has one, and it is no mixture. */
    void checkGoldenCopies() {
        ChainView view = view();
        for (int site = 1; site < lab.chain.sites().size(); site++) {
            if (lostSites.contains(site)) {
                continue;
            }
            boolean landing = whole(view.landing(site), site, false);
            boolean pointInTime = whole(view.pointInTime(site), site, true);
            if (landing || pointInTime) {
                everComplete.add(site);
            } else if (everComplete.contains(site)) {
                throw new AssertionError("site " + site + " lost its last image at " + where());
            }
        }
    }

    private boolean whole(ImageLabel label, int site, boolean pointInTime) {
        if (!label.complete()) {
            return false;
        }
        if (label.kind() == ImageLabel.Kind.STILL) {
            prefix(site, pointInTime);
        }
        return true;
    }

    Map<String, LossEvidence> evidence() {
        Map<String, LossEvidence> evidence = new HashMap<>();
        for (int site : new TreeSet<>(lostSites)) {
            evidence.put(lab.chain.sites().get(site).name(), LossEvidence.LOST);
        }
        return evidence;
    }

    RecoveryProgram newRecovery() {
        duringRecovery = true;
        return new RecoveryProgram(
                lab.chain,
                evidence(),
                directory,
                lab.network,
                "R121@remote",
                RecoveryObserver.NONE);
    }

    /** Runs a recovery to its end. */
    RecoveryProgress recover(RecoveryProgram recovery) {
        for (int i = 0; i < 20_000; i++) {
            StepResult result = recovery.step();
            if (result.state() == State.FINISHED
                    || recovery.progress().phase() == RecoveryPhase.FAILED) {
                return recovery.progress();
            }
            turn(result);
        }
        throw new AssertionError("recovery did not end: " + recovery.progress());
    }
}
