package dev.trilith.cli.scenario;

import dev.trilith.cli.fault.CliFailure;
import dev.trilith.cli.lab.Installation;
import dev.trilith.cli.lab.Lab;
import dev.trilith.cli.lab.LabEndpoints;
import dev.trilith.cli.lab.LabOptions;
import dev.trilith.cli.stamp.StampLog;
import dev.trilith.core.cycle.CycleMoment;
import dev.trilith.core.record.CopyCycleStep;
import dev.trilith.core.step.Boundary;
import dev.trilith.operator.api.v1alpha1.Recovery;
import dev.trilith.operator.api.v1alpha1.RecoveryStatus;
import io.fabric8.kubernetes.api.model.Namespace;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeoutException;

/**
 * A lab that is kept running for other hosts, with one line for each thing that happens in it. Used
 * by one thread.
 */
public final class LabSession implements AutoCloseable {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final Lab lab;
    private final LabControl control;
    private final CycleWatch watch;
    private final RunView view;

    private LabSession(Lab lab, CycleWatch watch, RunView view) {
        this.lab = lab;
        this.control = new LabControl(lab);
        this.watch = watch;
        this.view = view;
    }

    /**
     * Starts a lab.
     *
     * @throws CliFailure if it does not start
     */
    public static LabSession start(LabOptions options, Installation installation, RunView view) {
        view.stage("starting three sites in " + options.folder());
        CycleWatch watch =
                new CycleWatch(
                        new StampLog(new UUID(0, 0)),
                        moment -> {
                            if (endsPass(moment)) {
                                view.cycle(moment);
                            }
                        });
        Lab lab = Lab.start(options, installation, view::note, watch, view::recovery);
        return new LabSession(lab, watch, view);
    }

    /** Waits until hosts can write, their writes go to local too, and a whole cycle has run. */
    public LabEndpoints awaitCycling() throws InterruptedException, IOException {
        try {
            watch.count();
            Duration readyLimit = Patience.of(Duration.ofMinutes(3), lab.form());
            view.stage(
                    "three sites are up; the first copies and a whole cycle are waited for, at most"
                            + " %d s each".formatted(readyLimit.toSeconds()));
            LabEndpoints endpoints = control.awaitReady(readyLimit);
            if (!watch.awaitCompleted(1, readyLimit)) {
                throw new CliFailure(
                        "no cycle was complete after " + readyLimit.toSeconds() + " s");
            }
            lab.publish(endpoints);
            return endpoints;
        } catch (TimeoutException e) {
            throw new CliFailure("the lab does not get ready: " + e.getMessage(), e);
        }
    }

    /** Says what happens to the sites, until the thread is interrupted. */
    public void watchUntilInterrupted() throws InterruptedException {
        Set<String> sites = namespaces();
        String recovery = "";
        while (!Thread.currentThread().isInterrupted()) {
            Thread.sleep(LOOK_AGAIN);
            Set<String> now = namespaces();
            for (String site : sites) {
                if (!now.contains(site)) {
                    view.stage(site + " is gone: its arrays were killed, its disks taken away");
                }
            }
            sites = now;
            String said = control.recovery().map(LabSession::say).orElse("");
            if (!said.equals(recovery)) {
                view.stage(said);
                recovery = said;
            }
        }
    }

    @Override
    public void close() {
        lab.close();
    }

    private Set<String> namespaces() {
        Set<String> names = new TreeSet<>();
        for (Namespace namespace : lab.client().namespaces().list().getItems()) {
            if (!namespace.isMarkedForDeletion()) {
                names.add(namespace.getMetadata().getName());
            }
        }
        return names;
    }

    private static String say(Recovery recovery) {
        RecoveryStatus status = recovery.getStatus();
        if (status == null || status.phase() == null) {
            return "recovery at " + recovery.getSpec().site() + " begins";
        }
        String outcome = status.outcome();
        return "recovery at "
                + recovery.getSpec().site()
                + ": "
                + status.phase()
                + (outcome == null ? "" : ". " + outcome);
    }

    private static boolean endsPass(CycleMoment moment) {
        return moment.step() == CopyCycleStep.SUSPEND_ONWARD
                && moment.boundary() == Boundary.DONE_WRITTEN;
    }
}
