/** The array put together: orders, host access, what a target does, and the tables. */
@NullMarked
package dev.trilith.emulator.engine.array;

import org.jspecify.annotations.NullMarked;
