/** The operator in simulated worlds, and whether its judges judge. */
@NullMarked
package dev.trilith.operatorsimulation;

import org.jspecify.annotations.NullMarked;
