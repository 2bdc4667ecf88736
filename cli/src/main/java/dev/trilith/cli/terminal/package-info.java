/** What a person at a terminal sees while a lab runs. */
@NullMarked
package dev.trilith.cli.terminal;

import org.jspecify.annotations.NullMarked;
