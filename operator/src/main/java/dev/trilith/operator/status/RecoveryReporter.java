package dev.trilith.operator.status;

import dev.trilith.core.array.Cut;
import dev.trilith.core.array.ImageLabel;
import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.definition.Finding;
import dev.trilith.core.recovery.RecordUsed;
import dev.trilith.core.recovery.RecoveryPhase;
import dev.trilith.core.recovery.RecoveryPlan;
import dev.trilith.core.recovery.RecoveryProgress;
import dev.trilith.core.recovery.RecoveryStep;
import dev.trilith.core.step.StepResult;
import dev.trilith.operator.api.v1alpha1.LegStatus;
import dev.trilith.operator.api.v1alpha1.PlanStep;
import dev.trilith.operator.api.v1alpha1.Recovery;
import dev.trilith.operator.api.v1alpha1.RecoveryPoint;
import dev.trilith.operator.api.v1alpha1.RecoveryStatus;
import dev.trilith.operator.api.v1alpha1.StatusCondition;
import dev.trilith.operator.api.v1alpha1.UsedRecord;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Shows how far a recovery is: its plan before it runs, each step when it is done, and the outcome.
 * Not thread-safe: one object for each recovery, used by its program's thread.
 */
public final class RecoveryReporter {
    private final StatusDoor<Recovery, RecoveryStatus> door;
    private final EventSender events;
    private final InstantSource clock;
    private static final String DONE = "Done";
    private String shown = "";

    /**
     * @param door the way to the status
     * @param events for the outcome
     * @param clock for the instants of begin and end
     */
    public RecoveryReporter(
            StatusDoor<Recovery, RecoveryStatus> door, EventSender events, InstantSource clock) {
        this.door = door;
        this.events = events;
        this.clock = clock;
    }

    /** Shows why the recovery has not begun. */
    public void waiting(Recovery resource, Verdict verdict) {
        RecoveryStatus before = door.current(resource);
        door.report(
                resource,
                verdict,
                conditions ->
                        new RecoveryStatus(
                                resource.getMetadata().getGeneration(),
                                before == null || before.phase() == null
                                        ? "Pending"
                                        : before.phase(),
                                startedAt(before),
                                null,
                                before == null ? null : before.term(),
                                before == null ? null : before.record(),
                                before == null ? null : before.plan(),
                                before == null ? null : before.legs(),
                                before == null ? null : before.recoveryPoint(),
                                before == null ? null : before.mayBeLost(),
                                before == null ? null : before.volumes(),
                                null,
                                conditions));
    }

    /** Shows what is new in {@code progress}. */
    public void report(Recovery resource, RecoveryProgress progress) {
        Verdict verdict = verdict(progress);
        RecoveryPlan plan = progress.plan();
        String now =
                verdict.standing()
                        + verdict.reason()
                        + progress.phase()
                        + progress.executed().size()
                        + (plan == null ? "" : plan.steps().size());
        if (now.equals(shown)) {
            return;
        }
        RecoveryStatus before = door.current(resource);
        door.report(
                resource,
                verdict,
                conditions -> status(resource, progress, before, verdict, conditions));
        shown = now;
        switch (progress.phase()) {
            case FINISHED ->
                    events.send(resource, EventReason.RECOVERY_FINISHED, verdict.message());
            case FAILED -> events.send(resource, EventReason.RECOVERY_FAILED, verdict.message());
            case SEALING, COLLECTING, COPYING, PRESENTING -> {}
        }
    }

    private RecoveryStatus status(
            Recovery resource,
            RecoveryProgress progress,
            @Nullable RecoveryStatus before,
            Verdict verdict,
            List<StatusCondition> conditions) {
        boolean ended = ended(progress);
        return new RecoveryStatus(
                resource.getMetadata().getGeneration(),
                phase(progress.phase()),
                startedAt(before),
                ended ? text(clock.instant()) : null,
                progress.term(),
                record(progress.record()),
                steps(progress, before),
                progress.legs().stream()
                        .map(l -> new LegStatus(l.id(), l.word().name(), l.lost() ? true : null))
                        .toList(),
                point(progress.recoveryPoint()),
                mayBeLost(progress, before),
                progress.volumesPresented().stream().map(VolumeAddress::toString).toList(),
                ended ? verdict.message() : null,
                conditions);
    }

    private static Verdict verdict(RecoveryProgress progress) {
        Finding waitingFor = progress.waitingFor();
        return switch (progress.phase()) {
            case FINISHED ->
                    Verdict.ready(
                            "Recovered",
                            "hosts have access to "
                                    + progress.recoveryPoint()
                                    + " on "
                                    + progress.volumesPresented().stream()
                                            .map(VolumeAddress::toString)
                                            .collect(Collectors.joining(", ")));
            case FAILED ->
                    Verdict.stalled(
                            waitingFor != null
                                    ? waitingFor
                                    : progress.findings().stream()
                                            .findFirst()
                                            .orElse(
                                                    new Finding(
                                                            "RecoveryFailed",
                                                            "there is nothing to recover from")));
            case SEALING, COLLECTING, COPYING, PRESENTING ->
                    waitingFor == null
                            ? Verdict.progressing(
                                    phase(progress.phase()),
                                    "recovery is under way, steps done: "
                                            + progress.executed().size())
                            : waiting(progress, waitingFor);
        };
    }

    private static Verdict waiting(RecoveryProgress progress, Finding waitingFor) {
        return progress.state() == StepResult.State.STOPPED
                ? Verdict.stalled(waitingFor)
                : Verdict.progressing(waitingFor);
    }

    private static boolean ended(RecoveryProgress progress) {
        return progress.phase() == RecoveryPhase.FINISHED
                || progress.phase() == RecoveryPhase.FAILED;
    }

    /** Whether a recovery has run and brought nothing. */
    public static boolean failed(RecoveryStatus status) {
        return status.ended() && phase(RecoveryPhase.FAILED).equals(status.phase());
    }

    /** Whether a recovery has run and is not to run again. */
    public static boolean ended(@Nullable RecoveryStatus status) {
        return status != null && status.ended();
    }

    /** With what was found before the operator was started anew. */
    private static List<String> mayBeLost(
            RecoveryProgress progress, @Nullable RecoveryStatus before) {
        Set<String> all = new LinkedHashSet<>();
        if (before != null && before.mayBeLost() != null) {
            all.addAll(before.mayBeLost());
        }
        progress.mayBeLost().stream().map(Finding::toString).forEach(all::add);
        return List.copyOf(all);
    }

    /** With what was done before the operator was started anew. */
    private static List<PlanStep> steps(
            RecoveryProgress progress, @Nullable RecoveryStatus before) {
        List<PlanStep> steps = new ArrayList<>();
        List<RecoveryStep> executed = progress.executed();
        if (before != null && before.plan() != null) {
            before.plan().stream()
                    .filter(known -> known.state().equals(DONE))
                    .filter(known -> executed.stream().noneMatch(step -> same(step, known)))
                    .forEach(steps::add);
        }
        executed.forEach(step -> steps.add(step(step, steps.size() + 1, DONE)));
        RecoveryPlan plan = progress.plan();
        if (plan != null && !ended(progress)) {
            plan.steps().forEach(step -> steps.add(step(step, steps.size() + 1, "Planned")));
        }
        return List.copyOf(steps);
    }

    private static boolean same(RecoveryStep step, PlanStep known) {
        return step.step() == known.step() && step.action().equals(known.action());
    }

    private static PlanStep step(RecoveryStep step, int order, String state) {
        return new PlanStep(
                order,
                step.step(),
                step.action(),
                step.reason(),
                step.sourceImage(),
                step.atRisk(),
                step.expectedRecoveryPoint(),
                state);
    }

    private static @Nullable UsedRecord record(@Nullable RecordUsed used) {
        return used == null
                ? null
                : new UsedRecord(
                        used.site(),
                        used.number().term(),
                        used.number().cycle(),
                        used.number().sequence(),
                        used.step().number(),
                        used.phase().name(),
                        text(used.recordedAt()));
    }

    private static RecoveryPoint point(ImageLabel image) {
        Cut cut = image.cut();
        return cut == null
                ? new RecoveryPoint(image.toString(), null, null, null)
                : new RecoveryPoint(
                        image.toString(), cut.cycle(), cut.still(), text(cut.consistencyTime()));
    }

    private String startedAt(@Nullable RecoveryStatus before) {
        return before == null || before.startedAt() == null
                ? text(clock.instant())
                : before.startedAt();
    }

    private static String phase(RecoveryPhase phase) {
        String name = phase.name();
        return name.charAt(0) + name.substring(1).toLowerCase(java.util.Locale.ROOT);
    }

    private static String text(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
