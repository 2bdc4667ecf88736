package dev.trilith.core.definition;

import dev.trilith.core.array.ArrayFault;
import dev.trilith.core.array.RefusalCode;
import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.array.VolumeSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Program 122: checks what the user defines of volumes and sends it to the array (Fig. 10, [0051],
 * [0052]).
 *
 * <p>Holds nothing but the way to the arrays; safe for use by several threads.
 */
public final class VolumeDefinitionProgram {
    /** A volume is made of blocks of this many bytes. */
    public static final int BLOCK_BYTES = 4096;

    /** The control region at the start of a management volume, in bytes. */
    public static final long CONTROL_REGION_BYTES = 512 * 1024L;

    private final ArrayDirectory directory;

    /**
     * @param directory the way to the arrays
     */
    public VolumeDefinitionProgram(ArrayDirectory directory) {
        this.directory = directory;
    }

    /**
     * Checks the definitions of one array's volumes.
     *
     * @param volumes all volumes that the user defines at one array
     * @return the failed checks; empty if all can be sent
     */
    public static List<Finding> check(List<VolumeSpec> volumes) {
        List<Finding> findings = new ArrayList<>();
        Map<VolumeAddress, VolumeSpec> seen = new HashMap<>();
        Map<String, VolumeAddress> drives = new HashMap<>();
        for (VolumeSpec volume : volumes) {
            checkOne(volume).ifPresent(findings::add);
            VolumeAddress address = volume.address();
            if (seen.putIfAbsent(address, volume) != null) {
                findings.add(
                        new Finding(
                                "DuplicateVolume",
                                address
                                        + " is defined more than once: give each volume a port and"
                                        + " LU of its own"));
                continue;
            }
            VolumeAddress other =
                    drives.putIfAbsent(address.array() + " " + volume.drive(), address);
            if (other != null) {
                findings.add(
                        new Finding(
                                "DuplicateDrive",
                                "drive "
                                        + volume.drive()
                                        + " is behind both "
                                        + other
                                        + " and "
                                        + address
                                        + ": give each volume a drive of its own"));
            }
        }
        return List.copyOf(findings);
    }

    /** Checks one definition by itself. */
    public static Optional<Finding> checkOne(VolumeSpec volume) {
        VolumeAddress address = volume.address();
        if (blank(address.array())
                || blank(address.port())
                || blank(address.lu())
                || blank(volume.drive())) {
            return finding(
                    "NameMissing",
                    address,
                    "lacks the name of its array, port, LU or drive: add it");
        }
        long size = volume.sizeBytes();
        if (size <= 0) {
            return finding(
                    "SizeNotPositive", address, "has size " + size + ": give it over 0 bytes");
        }
        if (size % BLOCK_BYTES != 0) {
            return finding(
                    "SizeNotMultiple",
                    address,
                    "has size "
                            + size
                            + ", which is no multiple of the block size "
                            + BLOCK_BYTES
                            + ": make it "
                            + (size / BLOCK_BYTES + 1) * BLOCK_BYTES);
        }
        if (volume.storesManagementInformation() && size <= CONTROL_REGION_BYTES) {
            return finding(
                    "ManagementVolumeTooSmall",
                    address,
                    "stores management information but has only "
                            + size
                            + " bytes: its control region takes "
                            + CONTROL_REGION_BYTES
                            + ", so give it at least "
                            + (CONTROL_REGION_BYTES + BLOCK_BYTES));
        }
        return Optional.empty();
    }

    /**
     * Checks one definition and sends it to the site's array, which files it in table 500. Sending
     * the same definition again changes nothing.
     *
     * @param site the site whose array the volume is at
     * @param volume the definition
     * @return why it was refused, by a check here or by the array; empty if the array has it
     * @throws ArrayFault.Unreachable if the array does not answer: try again
     * @throws ArrayFault.Contradictory if its answer is not understood
     */
    public Optional<Finding> define(Site site, VolumeSpec volume) {
        if (!site.array().equals(volume.address().array())) {
            return finding(
                    "WrongArray",
                    volume.address(),
                    "is not at array "
                            + site.array()
                            + " of site "
                            + site.name()
                            + ": name that array");
        }
        Optional<Finding> failed = checkOne(volume);
        if (failed.isPresent()) {
            return failed;
        }
        try {
            directory.array(site).defineVolume(volume);
            return Optional.empty();
        } catch (ArrayFault.Refused refused) {
            return Optional.of(new Finding(reason(refused.code()), message(refused)));
        }
    }

    private static String message(ArrayFault.Refused refused) {
        return "array " + refused.array() + " refused: " + refused.getMessage();
    }

    private static String reason(RefusalCode code) {
        return switch (code) {
            case CONFLICTING_DEFINITION -> "ConflictingDefinition";
            case NO_SPACE -> "NoSpace";
            case INVALID_VALUE -> "InvalidValue";
            case DISK_ERROR -> "DiskError";
            case UNAUTHENTICATED -> "Unauthenticated";
            case NOT_GRANTED -> "NotGranted";
            default -> "Refused";
        };
    }

    private static Optional<Finding> finding(String reason, VolumeAddress volume, String message) {
        return Optional.of(new Finding(reason, "volume " + volume + " " + message));
    }

    private static boolean blank(String name) {
        return name.isBlank();
    }
}
