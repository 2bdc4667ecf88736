@NullMarked
package dev.trilith.emulator.engine.watch;

import org.jspecify.annotations.NullMarked;
