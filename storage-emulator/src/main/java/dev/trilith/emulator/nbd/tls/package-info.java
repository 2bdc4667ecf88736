/**
 * How a connection's bytes travel: plainly, or inside TLS with certificates or with a pre-shared
 * key. Knows nothing of NBD.
 */
@NullMarked
package dev.trilith.emulator.nbd.tls;

import org.jspecify.annotations.NullMarked;
