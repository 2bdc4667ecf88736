package dev.trilith.contract;

import org.jspecify.annotations.Nullable;

/**
 * A row of table 300 or 400.
 *
 * @param name the pair's name
 * @param group the consistency group
 * @param leg the part of the group that acts as one
 * @param kind {@code REMOTE} or {@code INTERNAL}
 * @param primary the volume copied from
 * @param secondary the volume copied to
 * @param role {@code PRIMARY}, {@code SECONDARY} or {@code BOTH}: this array's side
 * @param status {@code SMPL}, {@code COPY}, {@code PAIR}, {@code PSUS}, {@code PSUE}, {@code SSWS}
 * @param reason {@code FROZEN}, {@code SPLIT} or {@code SUSPENDED} if PSUS, else null
 * @param dirtyBytes bytes that differ or are still to be copied
 * @param freeze the cycle whose freeze is in force, or null
 * @param peerLinkEndpoint where the other array is dialled, or null
 */
public record PairDocument(
        String name,
        String group,
        String leg,
        String kind,
        AddressDocument primary,
        AddressDocument secondary,
        String role,
        String status,
        @Nullable String reason,
        long dirtyBytes,
        @Nullable Long freeze,
        @Nullable String peerLinkEndpoint) {}
