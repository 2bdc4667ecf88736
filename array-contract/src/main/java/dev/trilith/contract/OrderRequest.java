package dev.trilith.contract;

import org.jspecify.annotations.Nullable;

/**
 * Orders a change of one leg: {@code POST /v1/orders}.
 *
 * @param verb {@code RESYNC}, {@code SPLIT}, {@code SUSPEND}, {@code FREEZE}, {@code RESUME},
 *     {@code TAKEOVER} or {@code DELETE}
 * @param fence group, leg and number
 * @param cycle the freeze's number: required for FREEZE and RESUME, optional for SPLIT
 * @param freezeMode {@code HOLD} or {@code GO}: required for FREEZE
 * @param deadlineMillis for FREEZE with HOLD: 1 to 60000
 * @param force the refusal code of the one guard to override, or null
 */
public record OrderRequest(
        String verb,
        FenceRequest fence,
        @Nullable Long cycle,
        @Nullable String freezeMode,
        @Nullable Long deadlineMillis,
        @Nullable String force) {}
