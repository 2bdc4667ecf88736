/** The benchmark: measures the shipped array side by side with its peers. */
@NullMarked
package dev.trilith.bench;

import org.jspecify.annotations.NullMarked;
