/** Disk, machine and random as the engine sees them, with faults to inject. */
@NullMarked
package dev.trilith.emulator.engine.device;

import org.jspecify.annotations.NullMarked;
