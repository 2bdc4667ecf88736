/** Every place where a program can be struck, one after the other, and pairs of them. */
@NullMarked
package dev.trilith.simulation.enumeration;

import org.jspecify.annotations.NullMarked;
