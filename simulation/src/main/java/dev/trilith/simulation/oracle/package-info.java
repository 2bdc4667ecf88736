/** Who says whether a promise was broken, from the outside. */
@NullMarked
package dev.trilith.simulation.oracle;

import org.jspecify.annotations.NullMarked;
