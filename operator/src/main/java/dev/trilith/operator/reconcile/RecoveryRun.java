package dev.trilith.operator.reconcile;

import dev.trilith.core.array.ArrayFault;
import dev.trilith.core.array.ArraySnapshot;
import dev.trilith.core.array.StorageArray;
import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.definition.CopyChain;
import dev.trilith.core.definition.Site;
import dev.trilith.core.record.CopyManagementRecord;
import dev.trilith.core.recovery.LossEvidence;
import dev.trilith.core.recovery.RecoveryPhase;
import dev.trilith.core.recovery.RecoveryProgram;
import dev.trilith.core.recovery.RecoveryProgress;
import dev.trilith.core.step.Respite;
import dev.trilith.core.step.StepResult;
import dev.trilith.operator.api.v1alpha1.ChainSite;
import dev.trilith.operator.api.v1alpha1.Recovery;
import dev.trilith.operator.api.v1alpha1.RecoveryPolicy.OnUnreachable;
import dev.trilith.operator.api.v1alpha1.RecoverySpec;
import dev.trilith.operator.api.v1alpha1.SeenNamespace;
import dev.trilith.operator.status.RecoveryReporter;
import dev.trilith.operator.status.Verdict;
import dev.trilith.operator.translate.Durations;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Recovery's program R121 in this process. It knows its own spec, its own namespace's
 * StorageSubsystem and what the records say, and can be thrown away at any time. Used by one thread
 * at a time.
 */
final class RecoveryRun implements ProgramScheduler.Work {
    private static final Logger LOG = LoggerFactory.getLogger(RecoveryRun.class);
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Duration HEARING = Duration.ofMillis(50);

    /** How much rarer an API server is asked that did not answer. */
    private static final int SELDOM = 20;

    private final ReconcilerWorld world;
    private final RecoveryReporter reporter;
    private final Recovery resource;
    private final ChainSite own;
    private final SurvivorRecords records;
    private final Consent consent;
    private final Asker asker;
    private final Namespaces namespaces;
    private final Silence silence;
    private final SiteDirectory directory;
    private final ReportLane lane;
    private @Nullable RecoveryProgram program;
    private @Nullable CopyChain chain;
    private boolean troubled;
    private Respite evidenceStands = Respite.NONE;
    private @Nullable StepResult end;

    RecoveryRun(
            ReconcilerWorld world, RecoveryReporter reporter, Recovery resource, ChainSite own) {
        this.world = world;
        this.reporter = reporter;
        this.resource = resource;
        this.own = own;
        this.records = new SurvivorRecords(new ArrayAccess(world));
        this.consent = new Consent(ClusterView.asking(world.client()), world.scope());
        this.asker = Asker.of(resource);
        this.namespaces = new Namespaces(ClusterView.asking(world.client()));
        this.silence = new Silence(world.clock());
        this.directory = new SiteDirectory(world, Map.of());
        this.lane =
                world.programs()
                        .lane("Recovery " + resource.getMetadata().getNamespace() + "/" + name());
    }

    @Override
    public StepResult step() {
        StepResult ended = end;
        if (ended != null) {
            // Only a recovery whose end is known is never run again.
            return lane.allSaid() ? ended : toBeHeard();
        }
        try {
            return carryOn();
        } catch (Obstacle e) {
            troubled = true;
            return waiting(e.verdict());
        } catch (ArrayFault e) {
            troubled = true;
            return waiting(Verdicts.of(e));
        } catch (KubernetesClientException e) {
            LOG.warn("recovery {} cannot reach the API server: {}", name(), e.getMessage());
            return new StepResult(
                    "waits for the API server", StepResult.State.DEGRADED, world.lookAgain());
        }
    }

    private StepResult carryOn() {
        RecoveryProgram present = program;
        CopyChain known = chain;
        if (present == null || known == null) {
            KnownChain found = records.chain(asker, newest(), seen());
            directory.tokens(found.tokens());
            known = found.chain();
            present = start(known);
            chain = known;
        } else if (evidenceStands.over(world.clock().instant())) {
            present = renewed(present, known);
        }
        program = null; // whatever is thrown below leaves no program behind, as a crash would
        StepResult result = present.step();
        program = present;
        RecoveryProgress progress = present.progress();
        troubled = troubled(progress);
        lane.say(() -> reporter.report(resource, progress));
        if (result.state() == StepResult.State.FINISHED) {
            end = result;
            return toBeHeard();
        }
        return result;
    }

    /** It also stops at what is no array, or another one, at an address where one was. */
    private static boolean troubled(RecoveryProgress progress) {
        return progress.phase() != RecoveryPhase.FAILED
                && (progress.state() == StepResult.State.DEGRADED
                        || progress.state() == StepResult.State.STOPPED);
    }

    private static StepResult toBeHeard() {
        return new StepResult("says how it ended", StepResult.State.WAITING, HEARING);
    }

    /**
     * The program with what is known today; another one if something holds it up and an array has
     * moved. What was known stands while the API server is not there: a recovery needs the arrays
     * only.
     */
    private RecoveryProgram renewed(RecoveryProgram present, CopyChain known) {
        try {
            CopyChain today = troubled ? located(known) : known;
            if (!today.equals(known)) {
                RecoveryProgram anew = start(today);
                chain = today;
                return anew;
            }
            present.evidence(evidence(known));
        } catch (KubernetesClientException e) {
            evidenceStands =
                    Respite.of(world.clock().instant(), world.lookAgain().multipliedBy(SELDOM));
            LOG.warn("recovery {} goes on by what it knows: {}", name(), e.getMessage());
        }
        return present;
    }

    /** The chain as it is dialled today; a site of which that cannot be told is where it was. */
    private CopyChain located(CopyChain known) {
        KnownChain today = records.today(asker, known, seen());
        directory.learn(today.tokens());
        return known.at(today.chain().sites());
    }

    private List<SeenNamespace> seen() {
        List<SeenNamespace> seen = resource.getSpec().namespaces();
        return seen == null ? List.of() : seen;
    }

    private CopyManagementRecord newest() {
        String group = resource.getSpec().groups().get(0);
        Optional<CopyManagementRecord> newest = records.newest(asker, own, group);
        return newest.orElseThrow(() ->
                Obstacle.notYet(
                        "NoRecord",
                        "no record of group "
                                + group
                                + " lies on the management volumes of array "
                                + own.subsystemRef()
                                + ": there is nothing to recover from"));
    }

    private RecoveryProgram start(CopyChain known) {
        return new RecoveryProgram(
                known,
                evidence(known),
                directory,
                world.clock(),
                "R121@" + own.site() + "/" + name(),
                world.recoveries());
    }

    private Map<String, LossEvidence> evidence(CopyChain known) {
        Map<String, LossEvidence> evidence = new HashMap<>();
        for (Site site : known.sites()) {
            evidence.put(site.name(), evidence(known, site));
        }
        evidenceStands = Respite.of(world.clock().instant(), world.lookAgain());
        return evidence;
    }

    private LossEvidence evidence(CopyChain known, Site site) {
        RecoverySpec spec = resource.getSpec();
        if (site.name().equals(own.site())) {
            return LossEvidence.ANSWERS;
        }
        Namespaces.Look look = namespaces.look(site.namespace(), seen());
        if (declaredLost(site) || look.sign() == Namespaces.Sign.LOST) {
            return LossEvidence.LOST;
        }
        Silence.Spell silent = silence.ask(site.array(), () -> directory.array(site));
        if (silent.lasts()) {
            boolean longEnough = silent.lasted(Durations.parse(spec.grace(), GRACE));
            return longEnough && spec.onUnreachable() == OnUnreachable.RECOVER
                    ? LossEvidence.LOST
                    : LossEvidence.SILENT;
        }
        ownerAgrees(known, directory.array(site));
        return LossEvidence.ANSWERS;
    }

    /** That chain is a record's, and a record tells what its writer wanted: also volumes. */
    private void ownerAgrees(CopyChain known, StorageArray array) {
        Permit permit = consent.requireOfOwner(asker.about(known.groups()), array);
        if (permit.groups() != null) {
            ArraySnapshot tables = array.snapshot();
            for (VolumeAddress volume : known.managementVolumes(array.name())) {
                permit.mayTouch(asker, "recovery " + name(), volume, tables);
            }
        }
    }

    private boolean declaredLost(Site site) {
        RecoverySpec spec = resource.getSpec();
        List<String> alsoLost = spec.alsoLost();
        return site.name().equals(spec.lostSite())
                || (alsoLost != null && alsoLost.contains(site.name()));
    }

    private StepResult waiting(Verdict verdict) {
        lane.say(() -> reporter.waiting(resource, verdict));
        return new StepResult(verdict.message(), StepResult.State.DEGRADED, world.lookAgain());
    }

    private String name() {
        return resource.getMetadata().getName();
    }
}
