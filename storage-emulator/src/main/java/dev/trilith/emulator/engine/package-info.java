/** The array's engine: volumes, pairs, groups, guards and fences. */
@NullMarked
package dev.trilith.emulator.engine;

import org.jspecify.annotations.NullMarked;
