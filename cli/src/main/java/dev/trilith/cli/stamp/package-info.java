/** Stamped writes in dependent order, and the proof that what came back is a prefix of them. */
@NullMarked
package dev.trilith.cli.stamp;

import org.jspecify.annotations.NullMarked;
