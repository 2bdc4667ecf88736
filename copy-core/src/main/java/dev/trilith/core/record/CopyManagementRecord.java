package dev.trilith.core.record;

import dev.trilith.core.array.ImageLabel;
import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.definition.CopyChain;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Table 600 as it lies on every management volume: how far the copies are, and all that another
 * site needs to carry on [0045][0066].
 *
 * <p>Immutable. {@link RecordCodec} turns it into text and back.
 *
 * @param number term, cycle and sequence
 * @param step the step announced or closed
 * @param phase which of the two
 * @param completed the last step whose terminal state was seen; with {@link Phase#INTENT} one
 *     record may close a step and announce the next; null if none is known to be complete
 * @param orders what is about to be ordered, in words, for example {@code RESYNC I1}; for people
 * @param legs the state of every leg, in the chain's order; with {@link Phase#INTENT} the state
 *     before the order
 * @param leftOut legs that sit this pass out because their source is not yet complete
 * @param images what each paired volume held
 * @param recordedAt timestamp 605; grows from record to record
 * @param consistencyTime the instant of the newest cut, or null before the first
 * @param writer who wrote it, for example {@code P120@production}
 * @param runToken the last run-now token that was carried out, or empty
 * @param chain sites, legs, pairs and management volumes
 */
public record CopyManagementRecord(
        RecordNumber number,
        CopyCycleStep step,
        Phase phase,
        @Nullable CopyCycleStep completed,
        List<String> orders,
        List<LegRecord> legs,
        List<String> leftOut,
        List<VolumeImage> images,
        Instant recordedAt,
        @Nullable Instant consistencyTime,
        String writer,
        String runToken,
        CopyChain chain) {
    public CopyManagementRecord {
        orders = List.copyOf(orders);
        legs = List.copyOf(legs);
        leftOut = List.copyOf(leftOut);
        images = List.copyOf(images);
    }

    /** The group of the chain's records. */
    public String group() {
        return chain.name();
    }

    /** The state of one leg. */
    public Optional<LegRecord> leg(String id) {
        return legs.stream().filter(l -> l.id().equals(id)).findFirst();
    }

    /** What one volume held. */
    public Optional<ImageLabel> image(VolumeAddress volume) {
        return images.stream()
                .filter(i -> i.volume().equals(volume))
                .map(VolumeImage::image)
                .findFirst();
    }

    /** Step and phase in words, for example {@code 1130 INTENT}. */
    public String position() {
        return step + " " + phase;
    }
}
