package dev.trilith.core.cycle;

import dev.trilith.core.array.ArrayFault;
import dev.trilith.core.array.Cut;
import dev.trilith.core.array.RecordSlot;
import dev.trilith.core.array.RefusalCode;
import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.definition.ArrayDirectory;
import dev.trilith.core.definition.CopyChain;
import dev.trilith.core.definition.Finding;
import dev.trilith.core.definition.Site;
import dev.trilith.core.record.CopyManagementRecord;
import dev.trilith.core.record.Phase;
import dev.trilith.core.record.RecordCollection;
import dev.trilith.core.record.RecordLegality;
import dev.trilith.core.step.ChainView;
import dev.trilith.core.step.Faults;
import dev.trilith.core.step.Observation;
import dev.trilith.core.step.PutBack;
import dev.trilith.core.step.RecordKeeper;
import dev.trilith.core.step.Sealing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the copy cycle begins, for the first time or again: see who holds the chain, seal it, read
 * the records, and put the newest where it is missing.
 */
final class CycleStart {
    /** How it went. */
    sealed interface Outcome {}

    /**
     * The program may go on.
     *
     * @param words what was found
     * @param findings what a person should know
     * @param provisional whether the records of some site were not seen, or it did not take the
     *     newest: enough to let hosts go on, and for nothing more
     */
    record Ready(String words, List<Finding> findings, boolean provisional) implements Outcome {
        public Ready {
            findings = List.copyOf(findings);
        }
    }

    /** Somebody else holds the chain. */
    record Fenced(Finding by) implements Outcome {}

    /** Try again later. */
    record Blocked(Finding why) implements Outcome {}

    /** Only a person can clear it. */
    record Stopped(Finding why) implements Outcome {}

    /** Numbers left out when a volume that does not answer may hold records unknown to us. */
    private static final long UNSEEN_NUMBERS = 16;

    private final CopyChain chain;
    private final Observation observation;
    private final ArrayDirectory directory;
    private final RecordKeeper keeper;
    private final PutBack putBack;
    private final String owner;
    private ChainView view;

    CycleStart(
            CopyChain chain,
            Observation observation,
            ArrayDirectory directory,
            RecordKeeper keeper,
            PutBack putBack,
            String owner) {
        this.chain = chain;
        this.observation = observation;
        this.directory = directory;
        this.keeper = keeper;
        this.putBack = putBack;
        this.owner = owner;
        this.view = ChainView.of(chain, Map.of(), Map.of());
    }

    /** What was seen while beginning. */
    ChainView view() {
        return view;
    }

    Outcome begin() {
        view = observation.observe(chain.sites());
        long highest = Sealing.highestTerm(view);
        long term = Math.max(1, highest);
        Optional<Finding> taken = Sealing.takenBy(view, term, owner);
        if (taken.isPresent()) {
            return new Fenced(taken.get());
        }
        if (highest == 0 && !view.silent().isEmpty()) {
            return new Blocked(Faults.silent(view.silent()));
        }
        List<Site> answering = answering();
        Map<String, ArrayFault> faults = Sealing.seal(view, directory, answering, term, owner);
        for (ArrayFault fault : faults.values()) {
            Finding finding = Faults.finding("the seal of term " + term, fault);
            return Faults.refused(fault, RefusalCode.OLD_TERM)
                    ? new Fenced(finding)
                    : new Blocked(finding);
        }
        return collect(term, answering);
    }

    private List<Site> answering() {
        return chain.sites().stream().filter(s -> view.snapshots().containsKey(s.array())).toList();
    }

    private Outcome collect(long term, List<Site> answering) {
        Observation.Answers<List<RecordSlot>> answers = observation.records(answering);
        List<RecordSlot> slots = new ArrayList<>();
        answers.given().values().forEach(slots::addAll);
        RecordCollection found = RecordCollection.of(slots, chain.name());
        Optional<Finding> newer =
                found.newest().flatMap(f -> Sealing.writtenBy(f.record(), term, owner));
        if (newer.isPresent()) {
            return new Fenced(newer.get());
        }
        if (!found.conflicts().isEmpty()) {
            return new Stopped(found.conflicts().get(0).finding());
        }
        boolean everyone = answers.silent().isEmpty() && view.silent().isEmpty();
        List<VolumeAddress> expected = new ArrayList<>();
        chain.sites().forEach(s -> expected.addAll(chain.managementVolumes(s.array())));
        // Who shows its state and not its records may hold a newer one: it is passed over.
        List<Site> read =
                answering.stream().filter(s -> answers.given().containsKey(s.array())).toList();
        Optional<Finding> back = putBack.look(view, keeper, found, read);
        if (back.isPresent() && !view.remote(1).frozen()) {
            return new Stopped(back.get());
        }
        keeper.begin(term, found, view, read, expected);
        if (!everyone && !view.remote(1).frozen()) {
            Map<String, Finding> silent =
                    view.silent().isEmpty() ? answers.silent() : view.silent();
            return new Blocked(Faults.silent(silent));
        }
        Map<String, ArrayFault> faults = keeper.copyNewest(read);
        if (!everyone) {
            // Only now: a number left out would also get past an array that obeys somebody else.
            keeper.skip(UNSEEN_NUMBERS);
        }
        // Hosts that are held do not wait for a site that cannot take what the others have.
        boolean held = view.remote(1).frozen();
        for (ArrayFault fault : faults.values()) {
            if ((everyone && !held) || Faults.refused(fault, RefusalCode.OLD_SEQUENCE)) {
                return new Blocked(Faults.finding("the newest record", fault));
            }
        }
        return new Ready(words(found), findings(found), !everyone || !faults.isEmpty());
    }

    /** Takes the pass up where the newest record says that it was left. */
    static void adopt(PassClock passes, CopyManagementRecord newest, ChainView view) {
        boolean underWay =
                newest.phase() == Phase.INTENT
                        && switch (newest.step()) {
                            case RUN_FIRST_LEG -> !passes.settings().paused();
                            case RESYNC_INTERNAL, FREEZE -> true;
                            case SPLIT -> !split(view, newest.number().cycle());
                            case RESUME, RUN_ONWARD, SUSPEND_ONWARD -> false;
                        };
        passes.adopt(newest.recordedAt(), newest.runToken(), underWay);
    }

    /** Whether the second site keeps the image that was cut in this pass. */
    private static boolean split(ChainView view, long cycle) {
        Cut cut = view.pointInTime(1).cut();
        return cut != null && cut.cycle() >= cycle && !view.internal(1).active();
    }

    private String words(RecordCollection found) {
        return "began as "
                + owner
                + ", term "
                + keeper.term()
                + found.newest()
                        .map(f -> ", after " + f.record().number() + ", " + f.record().position())
                        .orElse(", no record yet");
    }

    private static List<Finding> findings(RecordCollection found) {
        List<Finding> findings = new ArrayList<>(found.findings());
        found.newest().flatMap(f -> RecordLegality.fits(f.record())).ifPresent(findings::add);
        return findings;
    }
}
