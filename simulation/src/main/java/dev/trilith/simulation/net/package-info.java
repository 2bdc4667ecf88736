/** The network: links between arrays, and the way of a program to an array. */
@NullMarked
package dev.trilith.simulation.net;

import org.jspecify.annotations.NullMarked;
