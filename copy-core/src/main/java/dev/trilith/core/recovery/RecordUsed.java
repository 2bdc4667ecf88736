package dev.trilith.core.recovery;

import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.record.CopyCycleStep;
import dev.trilith.core.record.Phase;
import dev.trilith.core.record.RecordNumber;
import java.time.Instant;

/**
 * The newest surviving record, from which recovery explains where production was.
 *
 * @param site the name of the site where it was found first
 * @param volume the management volume where it was found first
 * @param number term, cycle and sequence
 * @param step the step it announces or closes
 * @param phase which of the two
 * @param recordedAt when it was written
 */
public record RecordUsed(
        String site,
        VolumeAddress volume,
        RecordNumber number,
        CopyCycleStep step,
        Phase phase,
        Instant recordedAt) {}
