package dev.trilith.operator.array;

import dev.trilith.contract.AccessDocument;
import dev.trilith.contract.AccessRequest;
import dev.trilith.contract.ArrayDocument;
import dev.trilith.contract.EventDocument;
import dev.trilith.contract.PairRequest;
import dev.trilith.contract.PeerDocument;
import dev.trilith.contract.RecordRequest;
import dev.trilith.contract.SealRequest;
import dev.trilith.contract.SlotDocument;
import dev.trilith.contract.VolumeRequest;
import dev.trilith.contract.WitnessRequest;
import dev.trilith.core.array.AccessList;
import dev.trilith.core.array.ArrayFault;
import dev.trilith.core.array.ArrayOrder;
import dev.trilith.core.array.ArraySnapshot;
import dev.trilith.core.array.Fence;
import dev.trilith.core.array.PairDefinition;
import dev.trilith.core.array.RecordSlot;
import dev.trilith.core.array.RefusalCode;
import dev.trilith.core.array.StorageArray;
import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.array.VolumeSpec;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An array behind its REST management interface. No answer in time is {@link
 * ArrayFault.Unreachable}, a problem document with a known code {@link ArrayFault.Refused},
 * anything else {@link ArrayFault.Contradictory}. Safe for use by several threads.
 */
public final class RestStorageArray implements StorageArray, AccessList {
    private static final String BROKEN = "LegBroken";

    /** What an array reports of its own disks and copies that a person should know. */
    private static final Set<String> TROUBLES = Set.of(BROKEN, "DiskFull", "DiskFailed");

    /** What breaks so soon after a disk's trouble breaks because of it. */
    private static final Duration CONSEQUENCE = Duration.ofSeconds(5);

    private final String name;
    private final ArrayHttp http;

    /**
     * @param client shared by many arrays; keeps connections alive
     * @param name the array's name, which its answers must bear
     * @param endpoint {@code http://host:port}
     * @param token presented with every request; null for an array that asks for none
     * @param timeout how long one answer may take
     * @throws ArrayFault.Unreachable if the endpoint is no URL
     * @throws ArrayFault.Refused {@link RefusalCode#UNAUTHENTICATED} if no request can carry the
     *     token
     */
    public RestStorageArray(
            HttpClient client,
            String name,
            String endpoint,
            @Nullable String token,
            Duration timeout) {
        this.name = name;
        this.http = new ArrayHttp(client, name, endpoint, token, timeout);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ArraySnapshot snapshot() {
        return ArrayDocuments.snapshot(name, http.get("v1/array", ArrayDocument.class));
    }

    @Override
    public void defineVolume(VolumeSpec volume) {
        http.put(
                "v1/volumes/" + path(volume.address()),
                new VolumeRequest(
                        volume.drive(), volume.sizeBytes(), volume.storesManagementInformation()));
    }

    @Override
    public void registerPair(PairDefinition pair, String peerLinkEndpoint) {
        http.put(
                "v1/pairs/" + encode(pair.name()),
                new PairRequest(
                        pair.group(),
                        pair.leg(),
                        ArrayDocuments.address(pair.primary()),
                        ArrayDocuments.address(pair.secondary()),
                        peerLinkEndpoint.isEmpty() ? null : peerLinkEndpoint));
    }

    @Override
    public void order(ArrayOrder order) {
        http.post("v1/orders", ArrayDocuments.order(order));
    }

    @Override
    public void seal(String group, long term, String owner) {
        http.post("v1/seals", new SealRequest(group, term, owner));
    }

    @Override
    public List<RecordSlot> readRecords() {
        return Arrays.stream(http.get("v1/management-volumes", SlotDocument[].class))
                .map(slot -> ArrayDocuments.slot(name, slot))
                .toList();
    }

    @Override
    public void writeRecord(
            VolumeAddress managementVolume, Fence fence, long after, String content) {
        http.put(
                "v1/management-volumes/" + path(managementVolume) + "/record",
                new RecordRequest(ArrayDocuments.fence(fence), after, content));
    }

    @Override
    public void writeWitness(VolumeAddress managementVolume, Fence fence, String text) {
        http.put(
                "v1/management-volumes/" + path(managementVolume) + "/witness",
                new WitnessRequest(ArrayDocuments.fence(fence), text));
    }

    @Override
    public boolean reaches(String peer) {
        return http.get("v1/peers/" + encode(peer), PeerDocument.class).reachable();
    }

    @Override
    public String owner() {
        String owner = http.get("v1/array", ArrayDocument.class).owner();
        return owner == null ? "" : owner;
    }

    @Override
    public String trouble() {
        EventDocument told = null;
        for (EventDocument event : http.get("v1/array", ArrayDocument.class).events()) {
            if (TROUBLES.contains(event.kind()) && !follows(told, event)) {
                told = event;
            }
        }
        return told == null ? "" : told.kind() + ": " + told.text();
    }

    /** A leg that breaks because its disk is full is no news beside the disk. */
    private static boolean follows(@Nullable EventDocument before, EventDocument event) {
        return before != null
                && !before.kind().equals(BROKEN)
                && event.kind().equals(BROKEN)
                && event.time().isBefore(before.time().plus(CONSEQUENCE));
    }

    @Override
    public Map<String, Set<String>> granted() {
        Map<String, Set<String>> granted = new TreeMap<>();
        for (AccessDocument grant : http.get("v1/access", AccessDocument[].class)) {
            granted.put(grant.peer(), Set.copyOf(grant.groups()));
        }
        return granted;
    }

    @Override
    public void grant(String peer, String token, Set<String> groups) {
        String bare = ArrayHttp.presentable(name, token);
        http.put("v1/access/" + encode(peer), new AccessRequest(bare, List.copyOf(groups)));
    }

    @Override
    public void revoke(String peer) {
        http.delete("v1/access/" + encode(peer));
    }

    @Override
    public String toString() {
        return "array " + name;
    }

    private static String path(VolumeAddress volume) {
        return encode(volume.port()) + "/" + encode(volume.lu());
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
