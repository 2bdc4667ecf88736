package dev.trilith.simulation.model;

import dev.trilith.core.array.PairStatus;
import dev.trilith.core.recovery.RecoveryPhase;
import dev.trilith.core.step.StepResult;
import dev.trilith.simulation.model.Bench.Mishap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What can happen next in a state. */
final class Moves {
    /** Takes what can happen. */
    interface Sink {
        /**
         * A state that follows.
         *
         * @param fault whether something had to go wrong
         * @param what in words
         */
        void next(Node node, boolean fault, String what);

        /** The state that is looked at is one in which the work is done. */
        void done();
    }

    /** Longer than any rest of a leg. */
    private static final long LONG_MILLIS = 20_000;

    private final Bench bench;
    private final ModelChain chain;
    private final Search.Bounds bounds;

    Moves(ModelChain chain, Search.Bounds bounds) {
        this.bench = new Bench(chain);
        this.chain = chain;
        this.bounds = bounds;
    }

    void from(Node node, Sink sink) {
        if (node.program == null) {
            begin(node, sink);
        } else {
            word(node, sink);
        }
        data(node, sink);
        if (node.losses < bounds.losses()) {
            for (int site = 0; site < chain.sites; site++) {
                if (node.all.alive(site) && node.all.lost + (1 << site) != (1 << chain.sites) - 1) {
                    Versions all = node.all.copy();
                    Losses.lose(all, site);
                    checked(all);
                    Program left = site == 0 ? null : node.program;
                    sink.next(node.with(all, left).lost(), true, "lose " + site);
                }
            }
        }
    }

    private static void checked(Versions all) {
        Invariants.check(all);
    }

    private void begin(Node node, Sink sink) {
        boolean recovers = !node.all.alive(0);
        if (recovers && Losses.last(node.all) == 0) {
            sink.done();
            return;
        }
        Node later = node.later(1);
        Versions all = node.all.copy();
        Program begun = Program.begin(bench, recovers, all, later.clock);
        sink.next(later.with(all, begun), false, recovers ? "begin R121" : "begin P120");
    }

    private record Word(Node node, @Nullable StepResult result, int calls) {}

    /** One word of the program, with a mishap or without. */
    private Word word(Node node, Program program, Mishap mishap) {
        Versions all = node.all.copy();
        Program twin = program.copy(bench, all);
        bench.set(all, node.clock, mishap);
        StepResult result = null;
        try {
            result = twin.step(bench, all);
        } catch (Bench.Crash crash) {
            twin = null;
        }
        checked(all);
        return new Word(node.with(all, twin), result, bench.calls());
    }

    private void word(Node node, Sink sink) {
        Program program = Objects.requireNonNull(node.program);
        if (program.phase() == RecoveryPhase.FINISHED || program.phase() == RecoveryPhase.FAILED) {
            Invariants.recovered(node.all, program.phase() == RecoveryPhase.FAILED);
            sink.done();
            return;
        }
        Word calm = word(node, program, Mishap.NONE);
        StepResult result = Objects.requireNonNull(calm.result());
        Program after = Objects.requireNonNull(calm.node().program);
        boolean waitsForever =
                node.all.lost != 0
                        && program.cycle != null
                        && result.state() == StepResult.State.DEGRADED
                        && !node.all.held();
        if (waitsForever || after.passes() > program.passes()) {
            sink.done();
        }
        sink.next(calm.node(), false, result.toString());
        faults(node, program, calm.calls(), sink);
        if (!node.resting().isEmpty()) {
            sink.next(node.later(LONG_MILLIS), false, "time passes");
        }
    }

    private void faults(Node node, Program program, int calls, Sink sink) {
        if (node.crashes < bounds.crashes()) {
            sink.next(node.with(node.all, null).crashed(), true, "crash");
        }
        for (int call = 1; call <= calls; call++) {
            if (node.crashes < bounds.crashes()) {
                Word died = word(node, program, new Mishap(call, 0, 0, 0));
                sink.next(died.node().crashed(), true, "crash after call " + call);
            }
            if (node.otherFaults < bounds.others()) {
                Word deaf = word(node, program, new Mishap(0, call, 0, 0));
                sink.next(deaf.node().other(), true, "answer lost of call " + call);
            }
            for (int site = 0; site < chain.sites && node.losses < bounds.losses(); site++) {
                loseDuring(node, program, call, calls, site, sink);
            }
        }
    }

    /** Production takes its program with it; another site falls silent to it. */
    private void loseDuring(Node node, Program program, int call, int calls, int site, Sink sink) {
        boolean last = node.all.lost + (1 << site) == (1 << chain.sites) - 1;
        if (!node.all.alive(site) || last) {
            return;
        }
        if (site == 0 && program.cycle != null) {
            Word died = word(node, program, new Mishap(call, 0, call, 0));
            sink.next(died.node().lost(), true, "lose 0 after call " + call);
        } else if (call < calls) {
            Word left = word(node, program, new Mishap(0, 0, call, site));
            sink.next(left.node().lost(), true, "lose " + site + " after call " + call);
        }
    }

    private void data(Node node, Sink sink) {
        for (int leg = 0; leg < chain.legs; leg++) {
            for (int v = 0; v < ModelChain.WIDTH; v++) {
                if (node.all.alive(chain.senderSite(leg))
                        && node.all.status[Versions.at(leg, Versions.SENDER, v)]
                                == PairStatus.COPY) {
                    Versions all = node.all.copy();
                    all.copy(leg, v);
                    checked(all);
                    sink.next(node.with(all, node.program), false, "copy " + leg + "." + v);
                }
            }
        }
        if (!node.all.alive(0)) {
            return;
        }
        if (!node.all.held()) {
            Versions all = node.all.copy();
            all.hostWrite();
            checked(all);
            sink.next(node.with(all, node.program), false, "write");
        } else if (node.otherFaults < bounds.others()) {
            Versions all = node.all.copy();
            new LegOrders(all, chain.remote(1)).expire();
            checked(all);
            sink.next(node.with(all, node.program).other(), true, "the freeze expires");
        }
    }
}
