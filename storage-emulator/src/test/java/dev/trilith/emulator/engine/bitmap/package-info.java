/** Tests of the bitmaps. */
@NullMarked
package dev.trilith.emulator.engine.bitmap;

import org.jspecify.annotations.NullMarked;
