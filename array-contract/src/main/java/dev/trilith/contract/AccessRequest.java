package dev.trilith.contract;

import java.util.List;

/**
 * Lets a peer act on groups: {@code PUT /v1/access/{peer}}. It replaces what the peer had.
 *
 * @param token what the peer will present, 8 to 1024 visible ASCII characters; the array keeps only
 *     its SHA-256
 * @param groups the groups that it may act on, at least one
 */
public record AccessRequest(String token, List<String> groups) {
    /** Without the token, which belongs in no log. */
    @Override
    public String toString() {
        return "AccessRequest[groups=" + groups + "]";
    }
}
