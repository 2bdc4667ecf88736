@NullMarked
package dev.trilith.simulation.enumeration;

import org.jspecify.annotations.NullMarked;
