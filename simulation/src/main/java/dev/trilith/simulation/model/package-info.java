/** All states of the programs and of arrays that hold version numbers in place of bytes. */
@NullMarked
package dev.trilith.simulation.model;

import org.jspecify.annotations.NullMarked;
