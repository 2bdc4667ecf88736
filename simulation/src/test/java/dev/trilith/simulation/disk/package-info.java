/** What a loss of power may leave on a disk, enumerated. */
@NullMarked
package dev.trilith.simulation.disk;

import org.jspecify.annotations.NullMarked;
