/** An array as a process: the command line, the wiring, the start and the clean stop. */
@NullMarked
package dev.trilith.emulator.app;

import org.jspecify.annotations.NullMarked;
