/** One thread, one clock, one source of chance: what everything else here runs on. */
@NullMarked
package dev.trilith.simulation.kernel;

import org.jspecify.annotations.NullMarked;
