package dev.trilith.operator.reconcile;

import dev.trilith.core.cycle.CopyCycleProgram;
import dev.trilith.core.cycle.CycleProgress;
import dev.trilith.core.cycle.CycleSettings;
import dev.trilith.core.definition.CopyChain;
import dev.trilith.core.step.StepResult;
import dev.trilith.operator.api.v1alpha1.DRCycle;
import dev.trilith.operator.status.CycleReporter;
import dev.trilith.operator.translate.Translation;
import org.jspecify.annotations.Nullable;

/**
 * One DRCycle's program P120 in this process. It can be thrown away at any time: a new one finds
 * out from records and arrays where the old one was. Used by one thread at a time.
 */
final class CycleRun implements ProgramScheduler.Work {
    private final ReconcilerWorld world;
    private final CycleReporter reporter;
    private final DRCycle resource;
    private final CopyChain chain;
    private final SiteDirectory directory;
    private final ReportLane lane;
    private @Nullable CopyCycleProgram program;

    CycleRun(ReconcilerWorld world, CycleReporter reporter, DRCycle resource, KnownChain known) {
        this(
                world,
                reporter,
                resource,
                known.chain(),
                new SiteDirectory(world, known.tokens()),
                world.programs()
                        .lane(
                                "DRCycle "
                                        + resource.getMetadata().getNamespace()
                                        + "/"
                                        + resource.getMetadata().getName()));
    }

    private CycleRun(
            ReconcilerWorld world,
            CycleReporter reporter,
            DRCycle resource,
            CopyChain chain,
            SiteDirectory directory,
            ReportLane lane) {
        this.world = world;
        this.reporter = reporter;
        this.resource = resource;
        this.chain = chain;
        this.directory = directory;
        this.lane = lane;
    }

    /** The same program under a changed resource; a new program if the chain is another. */
    CycleRun changed(DRCycle newResource, KnownChain known) {
        if (known.everySite()) {
            directory.tokens(known.tokens());
        } else {
            // An array whose pod is not ready for a moment still asks for its token.
            directory.learn(known.tokens());
        }
        return next(newResource, known.chain());
    }

    /** The same program on the same chain under a changed resource. */
    CycleRun asked(DRCycle newResource) {
        return next(newResource, chain);
    }

    private CycleRun next(DRCycle newResource, CopyChain newChain) {
        CycleRun run = new CycleRun(world, reporter, newResource, newChain, directory, lane);
        CopyCycleProgram present = program;
        if (present != null && newChain.equals(chain)) {
            present.settings(Translation.settings(newResource));
            run.program = present;
        }
        return run;
    }

    @Override
    public StepResult step() {
        CopyCycleProgram present = program;
        if (present == null) {
            present = start();
        }
        program = null; // whatever is thrown below leaves no program behind, as a crash would
        StepResult result = present.step();
        program = present;
        CycleProgress progress = present.progress();
        lane.say(() -> reporter.report(resource, progress));
        return result;
    }

    private CopyCycleProgram start() {
        CycleSettings settings = Translation.settings(resource);
        return new CopyCycleProgram(
                chain,
                settings,
                directory,
                world.clock(),
                "P120@" + chain.sites().get(0).name(),
                world.cycles());
    }
}
