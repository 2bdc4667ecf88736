package dev.trilith.operator.array;

import dev.trilith.contract.AccessDocument;
import dev.trilith.contract.AccessRequest;
import dev.trilith.operator.translate.AccessDesk;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** An array's list of those whom it lets in, behind its REST management interface. */
final class RestAccessDesk implements AccessDesk {
    private final ArrayHttp http;

    RestAccessDesk(ArrayHttp http) {
        this.http = http;
    }

    @Override
    public List<Entry> entries() {
        return Arrays.stream(http.get("v1/access", AccessDocument[].class))
                .map(document -> new Entry(document.peer(), Set.copyOf(document.groups())))
                .toList();
    }

    @Override
    public void grant(Entry entry, String token) {
        http.put(
                path(entry.peer()),
                new AccessRequest(token, entry.groups().stream().sorted().toList()));
    }

    @Override
    public void revoke(String peer) {
        http.delete(path(peer));
    }

    private static String path(String peer) {
        return "v1/access/" + RestStorageArray.encode(peer);
    }
}
