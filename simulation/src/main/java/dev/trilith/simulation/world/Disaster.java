package dev.trilith.simulation.world;

import dev.trilith.core.array.ArraySnapshot;
import dev.trilith.core.array.FreezeMode;
import dev.trilith.core.array.PairState;
import dev.trilith.core.array.PairStatus;
import dev.trilith.core.array.SuspendReason;
import dev.trilith.core.recovery.LossEvidence;
import dev.trilith.emulator.engine.ArrayEngine;
import dev.trilith.simulation.kernel.Kernel;
import dev.trilith.simulation.kernel.SimProcess;
import dev.trilith.simulation.kernel.Violation;
import dev.trilith.simulation.oracle.GoldenCopies;
import dev.trilith.simulation.oracle.GoldenCopies.Image;
import dev.trilith.simulation.oracle.Layout;
import dev.trilith.simulation.site.SimArray;
import dev.trilith.simulation.site.Translation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Sites are lost for good, and what the recovery must bring back is known before it begins. */
final class Disaster {
    private static final long MILLI = 1_000_000L;
    private static final int LAST_LOSS_PER_MILLE = 120;
    private final World world;
    private final Kernel kernel;
    private final Map<String, LossEvidence> evidence = new TreeMap<>();

    private final Surviving surviving;
    private boolean inStep;
    private boolean struck;
    private int losses;

    Disaster(World world) {
        this.world = world;
        this.kernel = world.kernel();
        this.surviving = new Surviving(world.log());
    }

    boolean struck() {
        return struck;
    }

    int losses() {
        return losses;
    }

    SimProcess startRecovery() {
        return world.programs().startRecovery(evidence);
    }

    /** Loses production, perhaps more, and watches the recovery to its end. */
    void strike() {
        if (kernel.random().nextInt(3) != 0) {
            world.heal();
        }
        world.chaos().end();
        // What was sent last may then arrive late, in the midst of the recovery.
        world.network().lossPerMille(kernel.random().nextInt(3) == 0 ? LAST_LOSS_PER_MILLE : 0);
        long delay = MILLI * kernel.random().nextInt(3_000);
        world.runUntil(() -> false, delay);
        world.network().lossPerMille(0);
        if (world.broken()) {
            return;
        }
        boolean regional = world.sites() > 2 && kernel.random().nextInt(3) == 0;
        world.steering().losing(regional ? Set.of(0, 1) : Set.of(0));
        boolean[] done = new boolean[1];
        kernel.spawn(
                kernel.outside(),
                "disaster",
                () -> {
                    lose(regional ? 2 : 1);
                    done[0] = true;
                });
        world.must(() -> done[0], "the disaster does not come to pass");
        if (world.broken()) {
            return;
        }
        recover(regional);
    }

    private void recover(boolean regional) {
        SimProcess old = world.operator();
        boolean survives = kernel.random().nextInt(4) == 0;
        if (old != null && !survives) {
            old.kill();
        } else if (old != null) {
            // Not in production after all: it goes on ordering until it is told.
            kernel.after(30_000 * MILLI, old::kill);
            old.pause();
            kernel.after(MILLI * kernel.random().nextInt(5_000), old::resume);
        }
        int faults = kernel.random().nextInt(6);
        int oneIn = 6 + kernel.random().nextInt(20);
        kernel.after(
                MILLI * (1 + kernel.random().nextInt(10_000)),
                () -> {
                    world.startOperator();
                    // Not before: a recovery is short, and all faults would be over.
                    world.chaos().begin(faults, oneIn, true);
                });
        boolean second = !regional && kernel.random().nextInt(4) == 0;
        if (second) {
            kernel.after(MILLI * kernel.random().nextInt(14_000), this::loseLocalToo);
        }
        world.runUntil(() -> world.steering().recovered() != null, 40_000 * MILLI);
        if (world.broken()) {
            return;
        }
        world.heal();
        world.must(() -> world.steering().recovered() != null, "the recovery does not end");
        Steering.Ending end = world.steering().recovered();
        if (end != null && !world.broken()) {
            judge(end);
            world.steering().judged();
        }
    }

    private void loseLocalToo() {
        if (world.steering().recovered() != null) {
            return;
        }
        kernel.spawn(kernel.outside(), "disaster", () -> lose(2));
    }

    private void lose(int sites) {
        lose(sites == 1 ? Set.of(0) : Set.of(0, 1));
    }

    /** Takes sites for good, at one instant at which everything is known. May wait for it. */
    void lose(Set<Integer> sites) {
        Map<String, ArraySnapshot> seen = everything();
        boolean production = !world.array(0).lost() && sites.contains(0);
        boolean further = struck && sites.stream().anyMatch(s -> !world.array(s).lost());
        expect(seen, sites, null);
        struck |= production;
        if (production && sites.size() == 1) {
            world.host().stop();
        }
        for (int site : new TreeSet<>(sites)) {
            SimArray array = world.array(site);
            if (!array.lost()) {
                array.lose();
                losses++;
                evidence.put(world.layout().chain.sites().get(site).name(), LossEvidence.LOST);
            }
        }
        if (production) {
            world.host().stop();
        }
        world.steering().lost(sites);
        SimProcess operator = world.operator();
        if (further && operator != null && operator.name().equals("R121")) {
            // Whoever recovers is told of the further loss, as its watch would tell it.
            operator.kill();
            kernel.after(MILLI * (1 + kernel.random().nextInt(2_000)), world::startOperator);
        }
    }

    /** All arrays at one instant. May wait for it. */
    private Map<String, ArraySnapshot> everything() {
        Map<String, ArraySnapshot> seen = new TreeMap<>();
        long turn;
        do {
            seen.clear();
            turn = kernel.turns();
            for (int site = 0; site < world.sites(); site++) {
                ArrayEngine engine = world.array(site).engine();
                if (engine != null) {
                    seen.put(Layout.array(site), Translation.snapshot(engine.view()));
                }
            }
        } while (turn != kernel.turns());
        return seen;
    }

    /**
     * A machine loses its power. If its data are being recovered, what it kept still stays, and
     * what moved counts no more. May wait.
     */
    void losePower(SimArray array) {
        Map<String, ArraySnapshot> seen = everything();
        ArraySnapshot before = seen.get(array.name());
        boolean recovered = world.steering().recovered() != null;
        if (before == null || recovered || !array.process().alive()) {
            return;
        }
        if (struck) {
            expect(seen, Set.of(), array);
        }
        world.powerLost(array, before);
    }

    /** The farthest site that is there when these are lost too; 0 if none but production. */
    int last(Set<Integer> lost) {
        int last = world.sites() - 1;
        while (last > 0 && gone(last, lost)) {
            last--;
        }
        return last;
    }

    /** The first of the unbroken run of sites that ends at the last. */
    private int first(Set<Integer> lost) {
        int first = last(lost);
        while (first > 1 && !gone(first - 1, lost)) {
            first--;
        }
        return first;
    }

    private boolean gone(int site, Set<Integer> lost) {
        return lost.contains(site) || world.array(site).lost();
    }

    private boolean paired(ArraySnapshot array) {
        boolean hold = world.settings().freezeMode() == FreezeMode.HOLD;
        List<PairState> pairs = array.leg("G1", "2a->2b");
        return !pairs.isEmpty()
                && pairs.stream()
                        .allMatch(p ->
                                p.status() == PairStatus.PAIR
                                        || (hold && p.reason() == SuspendReason.FROZEN));
    }

    /**
     * Whether the second array's machine lost power while the first, behind a cable that was cut,
     * still took the leg for one in step: what was never flushed is then gone with production, and
     * the second array says that it holds no image.
     */
    private boolean forgot(SimArray local, ArraySnapshot seen) {
        return local.hasLostPower()
                && !paired(seen)
                && !GoldenCopies.image(local, seen, false).complete();
    }

    /** The newest complete image that survives: the recovery may not end with less. */
    private void expect(
            Map<String, ArraySnapshot> seen, Set<Integer> lost, @Nullable SimArray powerless) {
        int first = first(lost);
        int last = last(lost);
        surviving.forget(a -> Layout.site(a.name()) < first || Layout.site(a.name()) > last);
        for (int site = first; site > 0 && site <= last; site++) {
            SimArray array = world.array(site);
            ArraySnapshot snapshot = seen.get(array.name());
            for (boolean pointInTime : new boolean[] {false, true}) {
                if (snapshot != null) {
                    Image image = GoldenCopies.image(array, snapshot, pointInTime);
                    survives(array, pointInTime, image, array == powerless);
                }
            }
        }
        ArraySnapshot production = seen.get("2a");
        ArraySnapshot local = seen.get("2b");
        if (lost.contains(0) && !struck) {
            inStep =
                    production != null
                            && local != null
                            && paired(production)
                            && !forgot(world.array(1), local);
        }
        inStep &= first == 1;
    }

    private void survives(SimArray array, boolean pointInTime, Image image, boolean dark) {
        if (dark) {
            surviving.dark(array, pointInTime, image);
            inStep &= pointInTime || !array.equals(world.array(1)) || image.still();
        }
        if (!dark || image.still()) {
            surviving.add(array, pointInTime, image);
        }
    }

    void judge(Steering.Ending end) {
        if (end.failed()) {
            if (!surviving.none()) {
                throw new Violation(
                        "recovery", "it failed though an image survived: " + end.words());
            }
            return;
        }
        SimArray last = world.array(last(Set.of()));
        ArraySnapshot seen = ask(last);
        if (seen == null || world.broken()) {
            return;
        }
        Image image = GoldenCopies.image(last, seen, true);
        if (!image.complete()) {
            throw new Violation("recovery", "what was presented is no image: " + image.label());
        }
        world.log().checkCut(image.stamps(), "recovered image");
        surviving.require(image.stamps());
        if (inStep) {
            world.log().checkAll(image.stamps(), "recovered image, 2a->2b was in step");
        }
        world.totals().add("recoveries", 1);
    }

    /** What an array shows once it answers: it may have been struck at the recovery's last word. */
    private @Nullable ArraySnapshot ask(SimArray array) {
        @Nullable ArraySnapshot[] seen = new @Nullable ArraySnapshot[1];
        SimProcess[] asked = new SimProcess[1];
        world.must(
                () -> {
                    SimProcess now = array.process();
                    if (asked[0] != now && array.engine() != null) {
                        asked[0] = now;
                        kernel.spawn(now, "judge", () -> seen[0] = look(array));
                    }
                    return seen[0] != null;
                },
                "the last array does not answer");
        return seen[0];
    }

    private static @Nullable ArraySnapshot look(SimArray array) {
        ArrayEngine engine = array.engine();
        return engine == null ? null : Translation.snapshot(engine.view());
    }
}
