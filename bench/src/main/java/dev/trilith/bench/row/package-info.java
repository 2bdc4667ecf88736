/** What is measured, one class for each family of rows. */
@NullMarked
package dev.trilith.bench.row;

import org.jspecify.annotations.NullMarked;
