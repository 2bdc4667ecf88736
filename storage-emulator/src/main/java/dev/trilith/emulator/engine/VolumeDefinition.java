package dev.trilith.emulator.engine;

/**
 * What the user defines of a volume of this array (table 500, Fig. 8).
 *
 * @param port one of the array's ports
 * @param lu the logical unit, unique on its port
 * @param drive the disk device's name, for people
 * @param sizeBytes capacity in bytes, a positive multiple of 4096
 * @param storesManagementInformation whether it begins with a control region for records
 */
public record VolumeDefinition(
        String port,
        String lu,
        String drive,
        long sizeBytes,
        boolean storesManagementInformation) {}
