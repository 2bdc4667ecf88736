package dev.trilith.emulator.engine.array;

import dev.trilith.emulator.engine.VolumeAddress;

/**
 * One slot of one management volume.
 *
 * @param volume the volume
 * @param slot 0 or 1
 */
record SlotPlace(VolumeAddress volume, int slot) {}
