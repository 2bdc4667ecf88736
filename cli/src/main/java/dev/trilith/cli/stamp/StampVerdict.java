package dev.trilith.cli.stamp;

import java.util.List;

/**
 * What the stamps prove about a recovered image.
 *
 * @param written writes sent
 * @param acknowledged writes acknowledged
 * @param recovered writes whose effect is in the image (overwritten ones included)
 * @param prefix whether the image is one that a host could have seen: no write is in it without
 *     every write that it depended on
 * @param newest the highest write in the image, 0 if there is none
 * @param lostAcknowledged acknowledged writes whose effect is missing
 * @param firstLost the lowest acknowledged write that is missing, 0 if none is
 * @param faults what is wrong, at most {@value #MOST_FAULTS} sentences and how many more there are;
 *     empty if {@code prefix}
 */
public record StampVerdict(
        long written,
        long acknowledged,
        long recovered,
        boolean prefix,
        long newest,
        long lostAcknowledged,
        long firstLost,
        List<String> faults) {
    /** More sentences than this help nobody. */
    public static final int MOST_FAULTS = 10;

    public StampVerdict {
        faults = List.copyOf(faults);
    }
}
