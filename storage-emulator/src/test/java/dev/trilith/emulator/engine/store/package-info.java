/** Tests of what the array keeps besides volumes. */
@NullMarked
package dev.trilith.emulator.engine.store;

import org.jspecify.annotations.NullMarked;
