/** Arrays put together, over real files and TCP. */
@NullMarked
package dev.trilith.emulator.engine.array;

import org.jspecify.annotations.NullMarked;
