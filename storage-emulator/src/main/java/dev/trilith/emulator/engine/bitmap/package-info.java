/** Which parts of a pair's volumes may differ, in memory and on disk. */
@NullMarked
package dev.trilith.emulator.engine.bitmap;

import org.jspecify.annotations.NullMarked;
