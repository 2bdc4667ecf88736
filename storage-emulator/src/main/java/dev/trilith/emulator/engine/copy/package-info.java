/** Copies in flight: what is still to be sent, in small steps. */
@NullMarked
package dev.trilith.emulator.engine.copy;

import org.jspecify.annotations.NullMarked;
