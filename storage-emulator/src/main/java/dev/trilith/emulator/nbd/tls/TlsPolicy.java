package dev.trilith.emulator.nbd.tls;

import org.jspecify.annotations.Nullable;

/**
 * Whether clients may, or must, use TLS.
 *
 * @param security how; null if there is no TLS
 * @param forced whether a client that does not use it is told nothing
 */
public record TlsPolicy(@Nullable TransportSecurity security, boolean forced) {
    /** There is no TLS. */
    public static final TlsPolicy OFF = new TlsPolicy(null, false);

    public TlsPolicy {
        if (forced && security == null) {
            throw new IllegalArgumentException("what is forced must be possible");
        }
    }
}
