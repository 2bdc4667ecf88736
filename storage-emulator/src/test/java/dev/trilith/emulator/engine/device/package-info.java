/** Tests of the devices. */
@NullMarked
package dev.trilith.emulator.engine.device;

import org.jspecify.annotations.NullMarked;
