/** Pairs and legs at run time, and the path that every write takes through them. */
@NullMarked
package dev.trilith.emulator.engine.pair;

import org.jspecify.annotations.NullMarked;
