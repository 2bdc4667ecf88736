/** The NBD server against bad clients and stock tools. */
@NullMarked
package dev.trilith.emulator.nbd;

import org.jspecify.annotations.NullMarked;
