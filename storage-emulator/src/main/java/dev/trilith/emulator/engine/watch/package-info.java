/** Finds threads that are held up, so that another one can go on in their place. */
@NullMarked
package dev.trilith.emulator.engine.watch;

import org.jspecify.annotations.NullMarked;
