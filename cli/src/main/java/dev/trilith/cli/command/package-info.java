/** The commands of {@code trilith}. */
@NullMarked
package dev.trilith.cli.command;

import org.jspecify.annotations.NullMarked;
