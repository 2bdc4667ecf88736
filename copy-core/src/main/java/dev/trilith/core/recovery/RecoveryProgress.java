package dev.trilith.core.recovery;

import dev.trilith.core.array.ImageLabel;
import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.definition.Finding;
import dev.trilith.core.record.LegRecord;
import dev.trilith.core.step.StepResult;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a recovery is, and at its end what came of it. Immutable.
 *
 * @param state how the program stands; {@code FINISHED} when hosts have access
 * @param phase what it is at
 * @param term its fencing number; 0 before it has one
 * @param since when the phase was reached
 * @param record the newest surviving record, or null if none was found
 * @param plan what is still to be done, made anew whenever the world changed; null before the first
 * @param executed the steps carried out, with their reasons, numbered from 1
 * @param legs the state of every leg
 * @param recoveryPoint the image that hosts find at the end; until then the newest the recovering
 *     site could fall back on; {@code INCOMPLETE} if none
 * @param mayBeLost what may be missing from it, and why
 * @param volumesPresented the volumes that hosts were given; empty before the end
 * @param waitingFor why it does not go on, or null
 * @param findings everything a person should know now
 */
public record RecoveryProgress(
        StepResult.State state,
        RecoveryPhase phase,
        long term,
        Instant since,
        @Nullable RecordUsed record,
        @Nullable RecoveryPlan plan,
        List<RecoveryStep> executed,
        List<LegRecord> legs,
        ImageLabel recoveryPoint,
        List<Finding> mayBeLost,
        List<VolumeAddress> volumesPresented,
        @Nullable Finding waitingFor,
        List<Finding> findings) {
    public RecoveryProgress {
        executed = List.copyOf(executed);
        legs = List.copyOf(legs);
        mayBeLost = List.copyOf(mayBeLost);
        volumesPresented = List.copyOf(volumesPresented);
        findings = List.copyOf(findings);
    }
}
