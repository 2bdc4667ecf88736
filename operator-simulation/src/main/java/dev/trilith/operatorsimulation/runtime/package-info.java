/** What the framework does for reconcilers, in simulated threads. */
@NullMarked
package dev.trilith.operatorsimulation.runtime;

import org.jspecify.annotations.NullMarked;
