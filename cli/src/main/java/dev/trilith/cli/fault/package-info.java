/** How a command fails. */
@NullMarked
package dev.trilith.cli.fault;

import org.jspecify.annotations.NullMarked;
