package dev.trilith.core.record;

import dev.trilith.core.array.ImageLabel;
import dev.trilith.core.array.VolumeAddress;

/**
 * What one volume held when the record was written.
 *
 * @param volume the volume
 * @param image its label
 */
public record VolumeImage(VolumeAddress volume, ImageLabel image) {}
