package dev.trilith.core.array;

/**
 * What the user defines of a volume (steps 1005 and 1010).
 *
 * @param address array, port and LU
 * @param drive the disk device behind it
 * @param sizeBytes capacity in bytes, a positive multiple of 4096
 * @param storesManagementInformation field 505
 */
public record VolumeSpec(
        VolumeAddress address, String drive, long sizeBytes, boolean storesManagementInformation) {}
