package dev.trilith.contract;

import org.jspecify.annotations.Nullable;

/**
 * What is wrong with the disk behind a volume.
 *
 * @param port the volume's port
 * @param lu the volume's LU
 * @param failReads whether reads fail; null or left out for false
 * @param failWrites whether writes fail; null or left out for false
 * @param failFlushes whether flushes fail; null or left out for false
 * @param full whether writes find no space; null or left out for false
 * @param latencyMillis added to each access, 0 to 60000; null or left out for 0
 */
public record DiskFaultDocument(
        String port,
        String lu,
        @Nullable Boolean failReads,
        @Nullable Boolean failWrites,
        @Nullable Boolean failFlushes,
        @Nullable Boolean full,
        @Nullable Long latencyMillis) {}
