/** Tests. */
@NullMarked
package dev.trilith.bench.report;

import org.jspecify.annotations.NullMarked;
