/** A disk that keeps exactly what a real one promises to keep, and nothing more. */
@NullMarked
package dev.trilith.simulation.disk;

import org.jspecify.annotations.NullMarked;
