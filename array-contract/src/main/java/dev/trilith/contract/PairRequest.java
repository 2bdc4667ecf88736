package dev.trilith.contract;

import org.jspecify.annotations.Nullable;

/**
 * Registers a pair: {@code PUT /v1/pairs/{name}}. A remote pair is registered at both arrays.
 *
 * @param group the consistency group, for example {@code G1}
 * @param leg {@code 2a->2b} for a remote pair, the array's name for an internal one
 * @param primary the volume copied from
 * @param secondary the volume copied to
 * @param peerLinkEndpoint {@code host:port} of the other array's link listener; null for an
 *     internal pair
 */
public record PairRequest(
        String group,
        String leg,
        AddressDocument primary,
        AddressDocument secondary,
        @Nullable String peerLinkEndpoint) {}
