/** The packaged array as a process: started, used, killed and started again. */
@NullMarked
package dev.trilith.emulator.app;

import org.jspecify.annotations.NullMarked;
