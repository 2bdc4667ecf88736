/** The command line: {@code trilith}. */
@NullMarked
package dev.trilith.cli;

import org.jspecify.annotations.NullMarked;
