package dev.trilith.emulator.engine.array;

import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.PeerGrant;
import dev.trilith.emulator.engine.PeerGrants;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The grants of the owner, in the array's control memory. Changes come one after the other; who
 * reads sees the state before or after one. Its lock is taken before that of the tables.
 */
final class GrantTable implements PeerGrants {
    private static final Pattern PEER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final Pattern GROUP = Pattern.compile("[\\x21-\\x7e]{1,128}");
    private static final int MAX_PEERS = 64;
    private static final int MAX_GROUPS = 256;

    private final Core core;
    private final Consumer<Runnable> run;
    private volatile List<PeerGrant> grants;

    /**
     * @param run runs a command on a thread of the array
     */
    GrantTable(Core core, Collection<PeerGrant> kept, Consumer<Runnable> run) {
        this.core = core;
        this.run = run;
        this.grants = List.copyOf(kept);
    }

    @Override
    public List<PeerGrant> all() {
        return grants;
    }

    @Override
    public void put(PeerGrant grant) {
        check(grant);
        run.accept(() -> putNow(grant));
    }

    private void check(PeerGrant grant) {
        if (!PEER.matcher(grant.peer()).matches()) {
            throw invalid(
                    "peer '"
                            + grant.peer()
                            + "' is not 1 to 128 characters of A-Z a-z 0-9 . _ - that begin with a"
                            + " letter or a digit");
        }
        int groups = grant.groups().size();
        if (groups < 1 || groups > MAX_GROUPS) {
            throw invalid(
                    "peer "
                            + grant.peer()
                            + " is granted "
                            + groups
                            + " groups; name 1 to "
                            + MAX_GROUPS
                            + ", or take its access away");
        }
        for (String group : grant.groups()) {
            if (!GROUP.matcher(group).matches()) {
                throw invalid("a group must be 1 to 128 printable characters, no spaces");
            }
        }
    }

    private synchronized void putNow(PeerGrant grant) {
        SortedMap<String, PeerGrant> next = byPeer();
        next.put(grant.peer(), grant);
        if (next.size() > MAX_PEERS) {
            throw invalid(MAX_PEERS + " peers have access already: take one's access away first");
        }
        for (PeerGrant other : grants) {
            boolean same = other.tokenSha256().equals(grant.tokenSha256());
            if (same && !other.peer().equals(grant.peer())) {
                throw core.fault(
                        EngineFault.Code.CONFLICTING_DEFINITION,
                        "the token for peer "
                                + grant.peer()
                                + " is the one of peer "
                                + other.peer()
                                + ": give each peer a token of its own");
            }
        }
        commit(grant.peer(), RowCodec.grant(grant), next);
    }

    @Override
    public void remove(String peer) {
        run.accept(() -> removeNow(peer));
    }

    private synchronized void removeNow(String peer) {
        SortedMap<String, PeerGrant> next = byPeer();
        if (next.remove(peer) != null) {
            commit(peer, null, next);
        }
    }

    private SortedMap<String, PeerGrant> byPeer() {
        SortedMap<String, PeerGrant> all = new TreeMap<>();
        grants.forEach(g -> all.put(g.peer(), g));
        return all;
    }

    private void commit(String peer, byte @Nullable [] row, SortedMap<String, PeerGrant> next) {
        core.tables
                .change()
                .row(RowCodec.GRANTS, peer, row)
                .then(() -> grants = List.copyOf(next.values()))
                .commit();
    }

    private EngineFault invalid(String what) {
        return core.fault(EngineFault.Code.INVALID_VALUE, what);
    }
}
