/** Tests. */
@NullMarked
package dev.trilith.bench.row;

import org.jspecify.annotations.NullMarked;
