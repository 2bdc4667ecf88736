/**
 * P120: the copy cycle of Fig. 11, as a pure decision and a program that can be stepped by hand.
 */
@NullMarked
package dev.trilith.core.cycle;

import org.jspecify.annotations.NullMarked;
