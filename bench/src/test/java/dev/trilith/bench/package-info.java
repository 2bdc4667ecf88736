/** Tests. */
@NullMarked
package dev.trilith.bench;

import org.jspecify.annotations.NullMarked;
