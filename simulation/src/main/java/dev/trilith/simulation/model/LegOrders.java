package dev.trilith.simulation.model;

import static dev.trilith.simulation.model.Versions.SENDER;
import static dev.trilith.simulation.model.Versions.at;

import dev.trilith.core.array.ArrayFault;
import dev.trilith.core.array.ArrayOrder;
import dev.trilith.core.array.PairStatus;
import dev.trilith.core.array.RefusalCode;
import dev.trilith.core.array.SuspendReason;
import org.jspecify.annotations.Nullable;

/** Orders to whole legs, with the guards of docs/concepts/array-semantics.md. */
final class LegOrders {
    private static final int V = ModelChain.WIDTH;
    private final Versions all;
    private final ModelChain chain;
    private final int leg;

    LegOrders(Versions all, int leg) {
        this.all = all;
        this.chain = all.chain;
        this.leg = leg;
    }

    void order(ArrayOrder order) {
        switch (order) {
            case ArrayOrder.Resync o -> resync(o.fence().term());
            case ArrayOrder.Split o -> split(o.cycle());
            case ArrayOrder.Suspend o -> suspend();
            case ArrayOrder.Freeze o -> freeze((int) o.cycle(), o.fence().term());
            case ArrayOrder.Resume o -> resume((int) o.cycle(), o.fence().term());
            case ArrayOrder.Takeover o -> takeover();
            case ArrayOrder.Delete o -> throw refuse(RefusalCode.INVALID_VALUE, "nobody deletes");
        }
    }

    private ArrayFault.Refused refuse(RefusalCode code, String why) {
        return new ArrayFault.Refused(ModelChain.array(chain.senderSite(leg)), code, why);
    }

    private PairStatus status(int v) {
        return all.status[at(leg, SENDER, v)];
    }

    private @Nullable SuspendReason reason(int v) {
        return all.reason[at(leg, SENDER, v)];
    }

    private void peer(long term) {
        int site = chain.number(leg);
        if (!all.alive(site)) {
            throw refuse(RefusalCode.PEER_UNREACHABLE, "the other array is silent");
        }
        if (chain.isRemote(leg) && all.term[site * 2] > term) {
            throw refuse(RefusalCode.OLD_TERM, "the other array is sealed with a higher term");
        }
    }

    private void resync(long term) {
        for (int v = 0; v < V; v++) {
            if (status(v) == PairStatus.SSWS || all.frozen(leg, SENDER, v)) {
                throw refuse(RefusalCode.WRONG_STATE, "RESYNC of " + status(v));
            }
        }
        peer(term);
        int to = chain.number(leg);
        boolean remote = chain.isRemote(leg);
        byte source = remote ? all.image(to - 1, to > 1) : all.image(to, false);
        if (source == Versions.INCOMPLETE) {
            throw refuse(RefusalCode.SOURCE_INCOMPLETE, "the primaries are no image");
        }
        boolean equal = all.image(to, !remote) != Versions.INCOMPLETE;
        for (int v = 0; v < V; v++) {
            equal &= status(v) != PairStatus.SMPL && !all.dirty[leg * V + v];
        }
        if (!equal && remote) {
            goldenCopyIsSafe(to);
        }
        onwardLegIsStopped(to, remote);
        for (int v = 0; v < V; v++) {
            if (!all.active(leg, SENDER, v)) {
                start(v);
            }
        }
        if (equal) {
            inStep();
        }
    }

    private void inStep() {
        for (int v = 0; v < V; v++) {
            all.set(leg, v, PairStatus.PAIR, null);
        }
        all.followPrimaries(leg);
    }

    private void start(int v) {
        if (status(v) == PairStatus.SMPL) {
            all.dirty[leg * V + v] = true;
        }
        all.set(leg, v, PairStatus.COPY, null);
        if (all.dirty[leg * V + v]) {
            all.label(chain.secondary(leg, v), Versions.INCOMPLETE, 0, 0);
        }
    }

    private void goldenCopyIsSafe(int to) {
        if (all.image(to, false) == Versions.INCOMPLETE) {
            return;
        }
        int partner = chain.internal(to);
        for (int v = 0; v < V; v++) {
            int landing = chain.volume(to, false, v);
            int kept = chain.volume(to, true, v);
            boolean safe =
                    all.reason[at(partner, SENDER, v)] == SuspendReason.SPLIT
                            && all.kind[kept] == Versions.STILL
                            && all.kind[landing] == Versions.STILL
                            && all.cycle[kept] == all.cycle[landing]
                            && all.still[kept] == all.still[landing];
            if (!safe) {
                throw refuse(RefusalCode.GOLDEN_COPY_AT_RISK, "site " + to + " keeps no other");
            }
        }
    }

    private void onwardLegIsStopped(int to, boolean remote) {
        for (int v = 0; v < V && !remote && to + 1 < chain.sites; v++) {
            if (all.active(chain.remote(to + 1), SENDER, v)) {
                throw refuse(RefusalCode.ONWARD_LEG_ACTIVE, "it is being sent on");
            }
        }
    }

    private void split(@Nullable Long cycle) {
        if (chain.isRemote(leg)) {
            throw refuse(RefusalCode.WRONG_STATE, "SPLIT is for internal copies");
        }
        int landing = chain.remote(chain.number(leg));
        for (int v = 0; v < V; v++) {
            boolean inForce =
                    cycle == null
                            || (all.frozen(landing, Versions.RECEIVER, v)
                                    && all.freeze[at(landing, Versions.RECEIVER, v)] == cycle);
            if (!inForce) {
                throw refuse(RefusalCode.CUT_VOID, "cut " + cycle + " is not in force");
            }
        }
        for (int v = 0; v < V; v++) {
            boolean allowed =
                    cycle == null
                            ? status(v) != PairStatus.PSUE && status(v) != PairStatus.SSWS
                            : status(v) == PairStatus.PAIR;
            if (!allowed) {
                throw refuse(RefusalCode.WRONG_STATE, "SPLIT of " + status(v));
            }
        }
        all.stop(leg, SENDER, SuspendReason.SPLIT, PairStatus.PSUS);
    }

    private void suspend() {
        for (int v = 0; v < V; v++) {
            if (!chain.isRemote(leg)
                    || reason(v) == SuspendReason.SPLIT
                    || status(v) == PairStatus.SSWS) {
                throw refuse(RefusalCode.WRONG_STATE, "SUSPEND of " + status(v));
            }
        }
        if (all.alive(chain.number(leg))) {
            all.stop(leg, Versions.RECEIVER, SuspendReason.SUSPENDED, PairStatus.PSUS);
            for (int v = 0; v < V; v++) {
                if (all.status[at(leg, Versions.RECEIVER, v)] == PairStatus.PSUE) {
                    all.become(leg, Versions.RECEIVER, v, PairStatus.PSUS, SuspendReason.SUSPENDED);
                }
            }
        }
        for (int v = 0; v < V; v++) {
            if (status(v) != PairStatus.SMPL) {
                all.become(leg, SENDER, v, PairStatus.PSUS, SuspendReason.SUSPENDED);
            }
        }
    }

    private void freeze(int cycle, long term) {
        for (int v = 0; v < V; v++) {
            if (!chain.isRemote(leg) || status(v) != PairStatus.PAIR) {
                throw refuse(RefusalCode.WRONG_STATE, "FREEZE of " + status(v));
            }
        }
        peer(term);
        int site = chain.senderSite(leg);
        if (cycle <= all.highestCycle || cycle <= all.newestCycle[site]) {
            throw refuse(RefusalCode.INVALID_VALUE, "cycle " + cycle + " was seen before");
        }
        all.highestCycle = cycle;
        all.saw(site, cycle, 0);
        for (int v = 0; v < V; v++) {
            all.set(leg, v, PairStatus.PSUS, SuspendReason.FROZEN);
            all.freeze[at(leg, SENDER, v)] = cycle;
            all.freeze[at(leg, Versions.RECEIVER, v)] = cycle;
        }
        for (int v = 0; v < V; v++) {
            all.label(chain.secondary(leg, v), Versions.STILL, cycle, 0);
        }
    }

    private void resume(int cycle, long term) {
        for (int v = 0; v < V; v++) {
            if (!all.frozen(leg, SENDER, v) || all.freeze[at(leg, SENDER, v)] != cycle) {
                throw refuse(RefusalCode.CUT_VOID, "cut " + cycle + " is not in force");
            }
        }
        peer(term);
        inStep();
    }

    /** The time of a holding freeze is over. */
    void expire() {
        if (all.taken(leg, 0)) {
            inStep();
        } else {
            all.fail(leg);
        }
    }

    private void takeover() {
        int site = chain.number(leg);
        int side = all.receiver(leg);
        for (int v = 0; v < V; v++) {
            if (all.active(leg, side, v) || all.frozen(leg, side, v)) {
                throw refuse(RefusalCode.WRONG_STATE, "TAKEOVER of " + status(v));
            }
        }
        if (all.all(leg, side, PairStatus.SSWS)) {
            return;
        }
        if (all.image(site, !chain.isRemote(leg)) != Versions.STILL) {
            throw refuse(RefusalCode.SOURCE_INCOMPLETE, "the secondaries hold no still image");
        }
        for (int v = 0; v < V; v++) {
            all.become(leg, side, v, PairStatus.SSWS, null);
        }
    }
}
