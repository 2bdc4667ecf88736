package dev.trilith.operator.reconcile;

import dev.trilith.core.array.ArrayFault;
import dev.trilith.core.array.ImageLabel;
import dev.trilith.core.definition.CopyChain;
import dev.trilith.core.record.CopyManagementRecord;
import dev.trilith.core.record.RecordNumber;
import dev.trilith.core.recovery.LossEvidence;
import dev.trilith.core.recovery.RecoveryPlan;
import dev.trilith.core.recovery.RecoveryProgram;
import dev.trilith.core.step.Respite;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a Standby would do if the chain's first site died now. Nothing but a record changes that
 * from one look to the next, unless an array fails, so the survivors are asked anew when a record
 * has arrived, and else rarely: the answer costs as much as all the rest of a look.
 *
 * <p>For use by one thread at a time.
 */
final class Foresight {
    /** In looks of a cycle that has something to watch. */
    private static final int SELDOM = 20;

    private final ReconcilerWorld world;
    private @Nullable Seen last;

    private record Seen(RecordNumber record, Respite stands, RecoveryPlan plan) {}

    Foresight(ReconcilerWorld world) {
        this.world = world;
    }

    /** The plan, or one that comes to nothing if a survivor does not answer. */
    RecoveryPlan plan(KnownChain known, CopyManagementRecord record) {
        Instant now = world.clock().instant();
        Seen seen = last;
        if (seen != null && seen.record().equals(record.number()) && !seen.stands().over(now)) {
            return seen.plan();
        }
        last = null;
        try {
            CopyChain chain = known.chain();
            Map<String, LossEvidence> evidence = new HashMap<>();
            evidence.put(chain.sites().get(0).name(), LossEvidence.LOST);
            RecoveryPlan plan =
                    RecoveryProgram.dryRun(
                            chain, evidence, new SiteDirectory(world, known.tokens()));
            last =
                    new Seen(
                            record.number(),
                            Respite.of(now, world.lookAgain().multipliedBy(SELDOM)),
                            plan);
            return plan;
        } catch (ArrayFault e) {
            return new RecoveryPlan(
                    "", List.of(), ImageLabel.INCOMPLETE, List.of(), List.of(), List.of());
        }
    }
}
