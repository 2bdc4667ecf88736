/** Tests. */
@NullMarked
package dev.trilith.bench.tool;

import org.jspecify.annotations.NullMarked;
