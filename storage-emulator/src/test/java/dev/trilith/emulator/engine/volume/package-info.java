/** Tests of one volume's locks. */
@NullMarked
package dev.trilith.emulator.engine.volume;

import org.jspecify.annotations.NullMarked;
