package dev.trilith.operator.reconcile;

import dev.trilith.core.array.AccessList;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Files on an array what the SiteGrants of its namespace say: each peer with the token it presents
 * and the groups it may act on, which are all those of the grants that give it this token. What no
 * grant says any more is withdrawn. Nothing is sent when nothing changed. Safe for use by several
 * threads, one at a time for each array.
 */
final class AccessFiling {
    private final GrantedPeers peers;

    /** The tokens filed by this process, by array and peer: an array does not tell them. */
    private final Map<String, String> filed = new ConcurrentHashMap<>();

    AccessFiling(KubernetesClient client) {
        this.peers = new GrantedPeers(client);
    }

    /**
     * Brings the list of an array up to date.
     *
     * @param arrayUid identity of the array's resource
     * @param namespace whose grants count
     * @param list the array's
     * @throws dev.trilith.core.array.ArrayFault if the array does not answer or refuses
     */
    void file(String arrayUid, String namespace, AccessList list) {
        Map<String, Wanted> wanted = wanted(namespace);
        Map<String, Set<String>> present = list.granted();
        present.keySet().stream().filter(peer -> !wanted.containsKey(peer)).forEach(list::revoke);
        wanted.forEach((peer, access) -> {
            String key = arrayUid + " " + peer;
            if (!access.groups().equals(present.get(peer))
                    || !access.token().equals(filed.get(key))) {
                list.grant(peer, access.token(), access.groups());
                filed.put(key, access.token());
            }
        });
    }

    private record Wanted(String token, Set<String> groups) {}

    private Map<String, Wanted> wanted(String namespace) {
        Map<String, Wanted> wanted = new HashMap<>();
        for (GrantedPeers.Entry entry : peers.entries(namespace)) {
            Wanted first =
                    wanted.computeIfAbsent(
                            entry.peer().namespace(),
                            peer -> new Wanted(entry.token(), new HashSet<>()));
            if (first.token().equals(entry.token())) {
                first.groups().addAll(entry.grant().getSpec().groups());
            }
        }
        return wanted;
    }
}
