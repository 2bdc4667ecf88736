/** One volume's file with the locks and the flush that its writers share. */
@NullMarked
package dev.trilith.emulator.engine.volume;

import org.jspecify.annotations.NullMarked;
