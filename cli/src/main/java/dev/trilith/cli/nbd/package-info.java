/** A small NBD client, so that the lab is a host like any other. */
@NullMarked
package dev.trilith.cli.nbd;

import org.jspecify.annotations.NullMarked;
