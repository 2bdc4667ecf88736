package dev.trilith.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is made to fail on purpose: {@code GET} and {@code PUT /v1/faults}. A PUT replaces the whole
 * setting: what it does not name is healed. What a GET returned may be sent back as it is.
 *
 * @param links cables to other arrays that have a fault; null or left out for none
 * @param disks disks behind volumes that have a fault; null or left out for none
 * @param clockOffsetMillis how far the array's clock is ahead, or behind if negative, at most a
 *     day; null or left out for not at all
 * @param crashAt in a PUT, the point at which the process shall die at once, as by SIGKILL, when it
 *     next comes there; always null in a GET
 * @param crashPoints in a GET, the points that {@code crashAt} may name; ignored in a PUT
 */
public record FaultsDocument(
        @Nullable List<LinkFaultDocument> links,
        @Nullable List<DiskFaultDocument> disks,
        @Nullable Long clockOffsetMillis,
        @Nullable String crashAt,
        @Nullable List<String> crashPoints) {}
