package dev.trilith.contract;

import org.jspecify.annotations.Nullable;

/**
 * A row of table 500 and the image that the volume holds.
 *
 * @param port the port's name
 * @param lu the logical unit's name
 * @param drive the disk device's name
 * @param sizeBytes capacity in bytes
 * @param storesManagementInformation whether it has a control region
 * @param image {@code LIVE}, {@code STILL} or {@code INCOMPLETE}
 * @param cut the image's cut if it is {@code STILL}, else null
 * @param hostWritable whether a host may write now
 * @param nbdPort the TCP port on which the volume's port listens for NBD, or null if it has no
 *     listener
 */
public record VolumeDocument(
        String port,
        String lu,
        String drive,
        long sizeBytes,
        boolean storesManagementInformation,
        String image,
        @Nullable CutDocument cut,
        boolean hostWritable,
        @Nullable Integer nbdPort) {}
