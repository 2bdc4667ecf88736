@NullMarked
package dev.trilith.simulation.kernel;

import org.jspecify.annotations.NullMarked;
