/** Real processes that are killed at random under load, and what is left of the data in the end. */
@NullMarked
package dev.trilith.cli.soak;

import org.jspecify.annotations.NullMarked;
