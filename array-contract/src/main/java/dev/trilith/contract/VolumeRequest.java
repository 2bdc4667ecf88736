package dev.trilith.contract;

/**
 * Defines a volume: {@code PUT /v1/volumes/{port}/{lu}}.
 *
 * @param drive the disk device's name, for example {@code 211a}
 * @param sizeBytes capacity in bytes, a positive multiple of 4096
 * @param storesManagementInformation whether the volume gets a control region for records
 */
public record VolumeRequest(String drive, long sizeBytes, boolean storesManagementInformation) {}
