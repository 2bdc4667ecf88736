package dev.trilith.core.array;

/**
 * A row of table 500, with the image that the volume holds.
 *
 * @param address array, port and LU
 * @param drive the disk device behind it, for example {@code 211a}
 * @param sizeBytes capacity in bytes
 * @param storesManagementInformation whether the volume has a control region for records [0044]
 * @param image what it holds
 * @param hostWritable whether a host may write to it now
 */
public record VolumeState(
        VolumeAddress address,
        String drive,
        long sizeBytes,
        boolean storesManagementInformation,
        ImageLabel image,
        boolean hostWritable) {}
