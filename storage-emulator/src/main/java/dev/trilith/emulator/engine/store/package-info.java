/** What the array keeps besides the volumes: control memory, and the records' region. */
@NullMarked
package dev.trilith.emulator.engine.store;

import org.jspecify.annotations.NullMarked;
