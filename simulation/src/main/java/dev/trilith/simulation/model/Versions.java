package dev.trilith.simulation.model;

import dev.trilith.core.array.ArraySnapshot;
import dev.trilith.core.array.PairStatus;
import dev.trilith.core.array.SuspendReason;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the arrays of a chain keep, with the number of a write in place of a volume's
 * bytes, and how data and labels move.
 *
 * <p>Write {@code n} goes to production's volume {@code n % 2} and is submitted once {@code n - 1}
 * is acknowledged, so two volumes are a cut exactly if their numbers are neighbours.
 */
final class Versions {
    static final int SENDER = 0;
    static final int RECEIVER = 1;
    static final byte LIVE = 0;
    static final byte STILL = 1;
    static final byte INCOMPLETE = 2;
    private static final int V = ModelChain.WIDTH;
    final ModelChain chain;

    /** By volume. */
    final int[] content;

    final byte[] kind;
    final int[] cycle;
    final int[] still;

    /** By leg, side and volume; an internal leg has the sender's side only. */
    final PairStatus[] status;

    final @Nullable SuspendReason[] reason;
    final int[] freeze;

    /** By leg and volume. */
    final boolean[] dirty;

    /** By site: the newest cut seen, and the fences of the chain's group and of the site's own. */
    final int[] newestCycle;

    final int[] newestStill;
    final long[] term;
    final long[] sequence;
    final String[] owner;

    /** The highest cut ordered at production. */
    int highestCycle;

    /** Two slots of each volume, and which of them is the newer. */
    final @Nullable Slot[] slots;

    final byte[] newer;
    int lost;

    /** Sites that ever had an image. */
    int everComplete;

    /** The newest acknowledged write. */
    int written;

    /** What a recovery must not fall short of; empty while production is there. */
    int[] required = {};

    private final @Nullable ArraySnapshot[] snapshots;

    Versions(ModelChain chain) {
        this.chain = chain;
        int sides = chain.legs * 2 * V;
        content = new int[chain.volumes];
        kind = new byte[chain.volumes];
        cycle = new int[chain.volumes];
        still = new int[chain.volumes];
        status = new PairStatus[sides];
        reason = new SuspendReason[sides];
        freeze = new int[sides];
        dirty = new boolean[chain.legs * V];
        newestCycle = new int[chain.sites];
        newestStill = new int[chain.sites];
        term = new long[chain.sites * 2];
        sequence = new long[chain.sites * 2];
        owner = new String[chain.sites * 2];
        slots = new Slot[chain.volumes * 2];
        newer = new byte[chain.volumes];
        snapshots = new ArraySnapshot[chain.sites];
        Arrays.fill(status, PairStatus.SMPL);
        Arrays.fill(owner, "");
        for (int volume = 2 * V; volume < chain.volumes; volume++) {
            kind[volume] = INCOMPLETE;
        }
        written = 1;
        content[1] = 1;
    }

    private Versions(Versions o) {
        chain = o.chain;
        content = o.content.clone();
        kind = o.kind.clone();
        cycle = o.cycle.clone();
        still = o.still.clone();
        status = o.status.clone();
        reason = o.reason.clone();
        freeze = o.freeze.clone();
        dirty = o.dirty.clone();
        newestCycle = o.newestCycle.clone();
        newestStill = o.newestStill.clone();
        term = o.term.clone();
        sequence = o.sequence.clone();
        owner = o.owner.clone();
        highestCycle = o.highestCycle;
        slots = o.slots.clone();
        newer = o.newer.clone();
        lost = o.lost;
        everComplete = o.everComplete;
        written = o.written;
        required = o.required;
        snapshots = o.snapshots.clone();
    }

    Versions copy() {
        return new Versions(this);
    }

    boolean alive(int site) {
        return (lost >> site & 1) == 0;
    }

    void lose(int site) {
        lost |= 1 << site;
        for (int leg = 0; leg < chain.legs; leg++) {
            if (!chain.isRemote(leg)) {
                continue;
            }
            if (chain.number(leg) == site) {
                fail(leg);
            } else if (chain.senderSite(leg) == site) {
                stop(leg, RECEIVER, null, PairStatus.PSUE);
            }
        }
    }

    @Nullable ArraySnapshot snapshot(int site) {
        return snapshots[site];
    }

    void keep(int site, ArraySnapshot snapshot) {
        snapshots[site] = snapshot;
    }

    void touched(int site) {
        snapshots[site] = null;
    }

    /** What can be made again is not kept for long. */
    void forgetSnapshots() {
        Arrays.fill(snapshots, null);
    }

    static int at(int leg, int side, int v) {
        return (leg * 2 + side) * V + v;
    }

    /** The side of a leg at the array with its secondaries. */
    int receiver(int leg) {
        return chain.isRemote(leg) ? RECEIVER : SENDER;
    }

    boolean active(int leg, int side, int v) {
        PairStatus now = status[at(leg, side, v)];
        return now == PairStatus.COPY || now == PairStatus.PAIR;
    }

    boolean frozen(int leg, int side, int v) {
        return reason[at(leg, side, v)] == SuspendReason.FROZEN;
    }

    boolean all(int leg, int side, PairStatus wanted) {
        for (int v = 0; v < V; v++) {
            if (status[at(leg, side, v)] != wanted) {
                return false;
            }
        }
        return true;
    }

    boolean anyFrozen(int leg) {
        for (int v = 0; v < V; v++) {
            if (frozen(leg, SENDER, v)) {
                return true;
            }
        }
        return false;
    }

    void become(int leg, int side, int v, PairStatus next, @Nullable SuspendReason why) {
        int at = at(leg, side, v);
        status[at] = next;
        reason[at] = why;
        if (why != SuspendReason.FROZEN) {
            freeze[at] = 0;
        }
        touched(side == SENDER ? chain.senderSite(leg) : chain.number(leg));
    }

    /** Both sides. */
    void set(int leg, int v, PairStatus next, @Nullable SuspendReason why) {
        become(leg, SENDER, v, next, why);
        become(leg, receiver(leg), v, next, why);
    }

    /** Whether what a pair sends is taken. */
    boolean taken(int leg, int v) {
        if (!chain.isRemote(leg)) {
            return true;
        }
        return alive(chain.number(leg)) && (active(leg, RECEIVER, v) || frozen(leg, RECEIVER, v));
    }

    /** Whether host writes wait. */
    boolean held() {
        return anyFrozen(chain.remote(1));
    }

    /** Production's host writes once, and is told so. */
    void hostWrite() {
        written++;
        write(written % V, written);
    }

    private void write(int volume, int version) {
        int leg = chain.sending(volume);
        if (leg >= 0) {
            int v = volume % V;
            PairStatus now = status[at(leg, SENDER, v)];
            boolean both =
                    now == PairStatus.PAIR || (now == PairStatus.COPY && !dirty[leg * V + v]);
            if (!both || !send(leg, v, version)) {
                dirty[leg * V + v] = true;
                touched(ModelChain.siteOf(volume));
            }
        }
        content[volume] = version;
    }

    private boolean send(int leg, int v, int version) {
        if (!taken(leg, v)) {
            fail(leg);
            return false;
        }
        write(chain.secondary(leg, v), version);
        return true;
    }

    /** What still differs on one volume is copied, and the pair is in step. */
    void copy(int leg, int v) {
        if (!taken(leg, v)) {
            fail(leg);
            return;
        }
        if (dirty[leg * V + v]) {
            write(chain.secondary(leg, v), content[chain.primary(leg, v)]);
            dirty[leg * V + v] = false;
        }
        set(leg, v, PairStatus.PAIR, null);
        if (all(leg, SENDER, PairStatus.PAIR)) {
            followPrimaries(leg);
        }
    }

    void followPrimaries(int leg) {
        for (int v = 0; v < V; v++) {
            int from = chain.primary(leg, v);
            label(chain.secondary(leg, v), kind[from], cycle[from], still[from]);
        }
    }

    void label(int volume, byte newKind, int newCycle, int newStill) {
        int site = ModelChain.siteOf(volume);
        if (newKind == STILL) {
            saw(site, newCycle, newStill);
        }
        if (kind[volume] == newKind && cycle[volume] == newCycle && still[volume] == newStill) {
            return;
        }
        kind[volume] = newKind;
        cycle[volume] = newCycle;
        still[volume] = newStill;
        touched(site);
        int leg = chain.sending(volume);
        if (leg >= 0 && all(leg, SENDER, PairStatus.PAIR) && taken(leg, volume % V)) {
            label(chain.secondary(leg, volume % V), newKind, newCycle, newStill);
        }
    }

    void saw(int site, int newCycle, int newStill) {
        boolean higher =
                newCycle > newestCycle[site]
                        || (newCycle == newestCycle[site] && newStill > newestStill[site]);
        if (higher) {
            newestCycle[site] = newCycle;
            newestStill[site] = newStill;
        }
    }

    /** The leg stops here and now: one of it cannot reach its secondary. */
    void fail(int leg) {
        for (int v = 0; v < V; v++) {
            if (active(leg, SENDER, v) || frozen(leg, SENDER, v)) {
                become(leg, SENDER, v, PairStatus.PSUE, null);
            }
        }
    }

    /** Stops one side; images in step become still, all with one number. */
    void stop(int leg, int side, @Nullable SuspendReason why, PairStatus next) {
        boolean[] moves = new boolean[V];
        boolean any = false;
        boolean receives = side == receiver(leg);
        int site = side == SENDER ? chain.senderSite(leg) : chain.number(leg);
        for (int v = 0; v < V; v++) {
            moves[v] =
                    receives
                            && status[at(leg, side, v)] == PairStatus.PAIR
                            && kind[chain.secondary(leg, v)] == LIVE;
            any |= moves[v];
        }
        if (any) {
            saw(site, newestCycle[site], newestStill[site] + 1);
        }
        int newCycle = newestCycle[site];
        int newStill = newestStill[site];
        for (int v = 0; v < V; v++) {
            if (active(leg, side, v) || frozen(leg, side, v)) {
                become(leg, side, v, next, why);
                if (moves[v]) {
                    label(chain.secondary(leg, v), STILL, newCycle, newStill);
                }
            }
        }
    }

    /** What a group of two volumes says together: its kind. */
    byte image(int site, boolean pointInTime) {
        int first = chain.volume(site, pointInTime, 0);
        for (int volume = first; volume < first + V; volume++) {
            boolean same =
                    kind[volume] == kind[first]
                            && cycle[volume] == cycle[first]
                            && still[volume] == still[first];
            if (kind[volume] == INCOMPLETE || !same) {
                return INCOMPLETE;
            }
        }
        return kind[first];
    }
}
