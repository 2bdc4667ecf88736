/** {@code trilith simulate}. */
@NullMarked
package dev.trilith.simulation.command;

import org.jspecify.annotations.NullMarked;
