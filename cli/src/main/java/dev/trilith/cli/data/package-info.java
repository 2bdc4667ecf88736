/** The files that a lab run writes into a volume and reads back. */
@NullMarked
package dev.trilith.cli.data;

import org.jspecify.annotations.NullMarked;
