/** A cluster in a simulated world: its user, its operator, and who judges them. */
@NullMarked
package dev.trilith.operatorsimulation.world;

import org.jspecify.annotations.NullMarked;
