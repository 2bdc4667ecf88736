package dev.trilith.cli.lab;

import dev.trilith.operator.api.v1alpha1.FreezeSpec;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a lab is like.
 *
 * @param folder where its disks lie; must be new or empty
 * @param dataChains number of data chains, 1 to 64
 * @param volumeBytes size of every volume, a multiple of 4096, 1 MiB to 2 TiB
 * @param interval between the starts of two passes
 * @param freeze what host writes do during the freeze
 * @param keep whether the folder stays when the lab ends
 */
public record LabOptions(
        Path folder,
        int dataChains,
        long volumeBytes,
        Duration interval,
        FreezeSpec.Mode freeze,
        boolean keep) {
    /** The most data chains that a lab takes. */
    public static final int MOST_CHAINS = 64;

    /** Room for the control region and the witness of a management volume, and then some. */
    public static final long LEAST_VOLUME_BYTES = 1 << 20;

    /** Half of {@link #MOST_BYTES}: there is a management volume beside. */
    public static final long MOST_VOLUME_BYTES = 512L << 30;

    /**
     * Of all volumes of a site together: its array keeps in memory which 64 KiB of them differ, for
     * three pairs of each.
     */
    public static final long MOST_BYTES = 1L << 40;

    private static final long BLOCK_BYTES = 4096;

    public LabOptions {
        if (dataChains < 1 || dataChains > MOST_CHAINS) {
            throw new IllegalArgumentException(
                    "a lab has 1 to " + MOST_CHAINS + " data volumes, not " + dataChains);
        }
        if (volumeBytes < LEAST_VOLUME_BYTES
                || volumeBytes > MOST_VOLUME_BYTES
                || volumeBytes % BLOCK_BYTES != 0) {
            throw new IllegalArgumentException(
                    "a volume's size is a multiple of 4096 bytes, at least 1 MiB and at most 512 GiB,"
                            + " not "
                            + volumeBytes
                            + " bytes");
        }
        if (volumeBytes > MOST_BYTES / (dataChains + 1)) {
            throw new IllegalArgumentException(
                    "the data volumes of a lab and their management volume have at most 1 TiB"
                            + " together: "
                            + (dataChains + 1)
                            + " of "
                            + volumeBytes
                            + " bytes are more");
        }
    }

    /** What a rehearsal has to know of it: all of every volume is its own. */
    public LabForm form() {
        return new LabForm(dataChains, volumeBytes, volumeBytes, freeze);
    }
}
