/** TLS, seen from inside. */
@NullMarked
package dev.trilith.emulator.nbd.tls;

import org.jspecify.annotations.NullMarked;
