/**
 * The array as the programs see it: what it shows, what it can be ordered to do, how it refuses.
 */
@NullMarked
package dev.trilith.core.array;

import org.jspecify.annotations.NullMarked;
