package dev.trilith.core.recovery;

import dev.trilith.core.array.Cut;
import dev.trilith.core.array.ImageLabel;
import dev.trilith.core.array.RecordSlot;
import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.definition.ArrayDirectory;
import dev.trilith.core.definition.CopyChain;
import dev.trilith.core.definition.Finding;
import dev.trilith.core.definition.Leg;
import dev.trilith.core.definition.Site;
import dev.trilith.core.record.CopyManagementRecord;
import dev.trilith.core.record.RecordCollection;
import dev.trilith.core.step.ChainView;
import dev.trilith.core.step.Images;
import dev.trilith.core.step.LegOrder;
import dev.trilith.core.step.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Plays the recovery through on what was seen, without touching anything. */
final class RecoveryPlanner {
    private static final int LONGEST_PLAN = 200;

    private final ChainView seen;
    private final Survivors survivors;
    private final @Nullable CopyManagementRecord record;
    private final List<RecoveryStep> steps = new ArrayList<>();
    private final List<Finding> obstacles = new ArrayList<>();

    private RecoveryPlanner(
            ChainView seen, Survivors survivors, @Nullable CopyManagementRecord record) {
        this.seen = seen;
        this.survivors = survivors;
        this.record = record;
    }

    /**
     * The plan from here.
     *
     * @param seen what the arrays show
     * @param survivors the sites to work with
     * @param record the newest record, or null
     * @param sealed whether the term was raised and the records were read already
     */
    static RecoveryPlan plan(
            ChainView seen,
            Survivors survivors,
            @Nullable CopyManagementRecord record,
            boolean sealed) {
        return new RecoveryPlanner(seen, survivors, record).plan(sealed);
    }

    /** The plan of a recovery that is not begun; asks the arrays, changes nothing. */
    static RecoveryPlan dryRun(
            CopyChain chain, Map<String, LossEvidence> evidence, ArrayDirectory directory) {
        Survivors survivors = Survivors.of(chain, evidence);
        Observation observation = new Observation(chain, directory);
        ChainView view = observation.observe(survivors.sites());
        List<RecordSlot> slots = new ArrayList<>();
        observation.records(survivors.sites()).given().values().forEach(slots::addAll);
        CopyManagementRecord record =
                RecordCollection.of(slots, chain.name())
                        .newest()
                        .map(RecordCollection.Found::record)
                        .orElse(null);
        return plan(view, survivors, record, false);
    }

    private RecoveryPlan plan(boolean sealed) {
        ChainView view = seen;
        if (!sealed) {
            view = seal(view);
        }
        for (int i = 0; i < LONGEST_PLAN; i++) {
            switch (RecoveryDecision.decide(view, survivors)) {
                case RecoveryTask.Act act -> view = act(act, view);
                case RecoveryTask.Await await -> view = await(await, view);
                case RecoveryTask.Blocked blocked -> {
                    obstacles.add(blocked.finding());
                    return finished(view);
                }
                case RecoveryTask.Presented presented -> {
                    return finished(view);
                }
            }
        }
        throw new IllegalStateException("the plan does not end: " + steps);
    }

    private RecoveryPlan finished(ChainView view) {
        int last = survivors.last();
        if (last == 0) {
            return new RecoveryPlan(
                    "", steps, ImageLabel.INCOMPLETE, List.of(), List.of(), obstacles);
        }
        Site site = view.chain().sites().get(last);
        ImageLabel point = obstacles.isEmpty() ? view.pointInTime(last) : view.newest(last);
        List<VolumeAddress> volumes = view.chain().pointInTimeVolumes(last);
        List<Finding> lost = mayBeLost(point, view.chain(), survivors, record);
        return new RecoveryPlan(site.name(), steps, point, volumes, lost, obstacles);
    }

    /** Sealing stops what the survivors receive. */
    private ChainView seal(ChainView view) {
        ChainView next = view;
        List<String> arrays = survivors.sites().stream().map(Site::array).toList();
        for (Leg leg : view.chain().legs()) {
            boolean stops = view.leg(leg).active() || view.leg(leg).frozen();
            if (leg.remote() && stops && arrays.contains(leg.secondaryArray())) {
                next = next.afterStop(leg);
            }
        }
        add(
                1200,
                "SEAL " + arrays,
                "a higher term on every survivor: nothing that the old program orders late has an"
                        + " effect",
                "-",
                "nothing",
                next);
        add(
                1210,
                "COLLECT records of " + arrays,
                "the newest record says how far the copies had got",
                "-",
                "nothing",
                next);
        return next;
    }

    private ChainView act(RecoveryTask.Act act, ChainView view) {
        ChainView next = after(act.order(), view);
        steps.add(describe(act, view, next, steps.size() + 1, survivors.last()));
        return next;
    }

    private static ChainView after(LegOrder order, ChainView view) {
        return switch (order.verb()) {
            case RESYNC -> view.afterCopy(order.leg(), view.primary(order.leg()));
            case SPLIT, SUSPEND -> view.afterStop(order.leg());
            case TAKEOVER -> view.afterTakeover(order.leg());
            case FREEZE, RESUME -> view;
        };
    }

    /** One step in words. */
    static RecoveryStep describe(
            RecoveryTask.Act act, ChainView view, ChainView next, int order, int last) {
        Leg leg = act.order().leg();
        boolean copies = act.order().verb() == LegOrder.Verb.RESYNC;
        ImageLabel source = copies ? view.primary(leg) : view.secondary(leg);
        String risk = copies ? risk(view, leg) : "nothing: no byte is copied";
        return new RecoveryStep(
                order,
                act.number(),
                act.order().toString(),
                act.reason(),
                Images.words(source),
                risk,
                Images.words(next.newest(last)));
    }

    /** As {@link #describe}, when the step's end is not known yet. */
    static RecoveryStep describe(RecoveryTask.Act act, ChainView view, int order, int last) {
        return describe(act, view, after(act.order(), view), order, last);
    }

    private static String risk(ChainView view, Leg leg) {
        ImageLabel overwritten = view.secondary(leg);
        if (!overwritten.complete()) {
            return "nothing: what is overwritten is no image";
        }
        ImageLabel kept =
                leg.remote() ? view.pointInTime(leg.number()) : view.landing(leg.number());
        return Images.words(overwritten)
                + " is overwritten; "
                + Images.words(kept)
                + " is kept beside it";
    }

    private ChainView await(RecoveryTask.Await await, ChainView view) {
        Leg leg = await.leg().leg();
        ImageLabel image = view.primary(leg);
        ChainView next = view.afterCopy(leg, image);
        add(
                await.number(),
                "AWAIT " + leg.id(),
                await.reason(),
                Images.words(image),
                "the secondaries are no image until it ends",
                next);
        return next;
    }

    private void add(
            int number, String action, String reason, String source, String risk, ChainView next) {
        String point = survivors.last() == 0 ? "none" : Images.words(next.newest(survivors.last()));
        steps.add(new RecoveryStep(steps.size() + 1, number, action, reason, source, risk, point));
    }

    /** What the image may lack. */
    static List<Finding> mayBeLost(
            ImageLabel image,
            CopyChain chain,
            Survivors survivors,
            @Nullable CopyManagementRecord record) {
        List<Finding> lost = new ArrayList<>();
        Cut cut = image.cut();
        if (cut != null && cut.still() == 0) {
            lost.add(
                    new Finding(
                            "WritesAfterCut",
                            "writes acknowledged after "
                                    + cut.consistencyTime()
                                    + " ("
                                    + cut
                                    + ") are not in the image"));
        } else if (cut != null) {
            lost.add(
                    new Finding(
                            "WritesAfterBreak",
                            "the image was in step until "
                                    + cut.consistencyTime()
                                    + ": nothing acknowledged is missing if production was lost at"
                                    + " that instant; what it acknowledged later, when it was cut off"
                                    + " from its neighbour, is missing"));
        }
        if (record != null) {
            newerWhereLost(image, chain, survivors, record).ifPresent(lost::add);
        }
        return lost;
    }

    private static Optional<Finding> newerWhereLost(
            ImageLabel image, CopyChain chain, Survivors survivors, CopyManagementRecord record) {
        for (int number = 1; number < survivors.first(); number++) {
            for (Leg leg : List.of(chain.remoteLeg(number), chain.internalLeg(number))) {
                ImageLabel recorded =
                        record.image(leg.secondaries().get(0)).orElse(ImageLabel.INCOMPLETE);
                if (Images.newer(recorded, image)) {
                    return Optional.of(
                            new Finding(
                                    "NewerImageOutOfReach",
                                    "site "
                                            + chain.sites().get(number)
                                            + " held "
                                            + Images.words(recorded)
                                            + " by the newest record and cannot be used"));
                }
            }
        }
        return Optional.empty();
    }
}
